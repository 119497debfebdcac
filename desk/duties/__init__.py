"""Duties that the law clocks and no register keeps: a letter, a yearly notice, a hearing, a demand from above."""
