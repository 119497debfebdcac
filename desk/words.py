"""Words of the desk's pages."""

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def long_day(day):
    """Thứ Ba, 24/11/2026"""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def short(text, limit=160):
    """One line of a longer text."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def decimal(value):
    """One decimal with a comma, as official Vietnamese writes it: 87.5 -> 87,5; nothing for None."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")
