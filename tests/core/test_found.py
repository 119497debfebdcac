from tests.voters import make
from voters.models import Opinion


def test_records_of_one_kind_are_found_by_their_words(city):
    made = make.opinion(city, title="Nạo vét rãnh thoát nước")
    assert list(Opinion.objects.found_by("ranh thoat")) == [made]
    assert not Opinion.objects.found_by("cau duong").exists()
