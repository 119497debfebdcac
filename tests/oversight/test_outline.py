"""Outlines: templates, answers of the unit or typed by the office, flags, units side by side."""

import io
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core.errors import Refused
from core.models import Notice
from core.verbs import open_verbs
from oversight import services
from oversight.answers import flags, plain
from oversight.compare import table
from oversight.forms.outlines import typed_number
from oversight.models import Answer, Round, Visit
from tests.oversight import steps


@dataclass
class Item:
    pk: int
    whole_id: int | None = None
    adds_up: bool = False
    required: bool = True
    is_figure: bool = True

    @property
    def position(self):
        return self.pk


@dataclass
class Said:
    number: Decimal | None = None
    text: str = ""
    found: Decimal | None = None
    extra: dict = field(default_factory=dict)


WHOLE, PART, OTHER = Item(1, adds_up=True), Item(2, whole_id=1), Item(3, whole_id=1)
ASKED = [WHOLE, PART, OTHER, Item(4, is_figure=False), Item(5, required=False, is_figure=False)]
RIGHT = {1: Said(Decimal(10)), 2: Said(Decimal(4)), 3: Said(Decimal(6)), 4: Said(text="Có")}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, {}),
        ({4: Said(text="  ")}, {4: ["chưa trả lời"]}),
        ({4: None, 1: None}, {1: ["chưa trả lời"], 4: ["chưa trả lời"]}),
        ({2: Said(Decimal(12)), 3: None}, {2: ["lớn hơn câu 1"], 3: ["chưa trả lời"]}),
        ({3: Said(Decimal(5))}, {1: ["các phần cộng lại là 9"]}),
        ({3: Said(Decimal(0))}, {1: ["các phần cộng lại là 4"]}),
        ({1: Said(Decimal(10), found=Decimal("11.5"))}, {1: ["Đoàn kiểm tra thấy 11,5"]}),
        ({1: Said(Decimal(10), found=Decimal(10))}, {}),
        ({1: Said(None, found=Decimal(3))}, {1: ["chưa trả lời", "Đoàn kiểm tra thấy 3"]}),
    ],
)
def test_what_is_flagged(changed, wanted):
    assert flags(ASKED, RIGHT | changed) == wanted


def test_parts_need_not_add_up_where_the_whole_does_not_say_so():
    loose = [Item(1), PART, OTHER]
    assert flags(loose, {1: Said(Decimal(10)), 2: Said(Decimal(4)), 3: Said(Decimal(1))}) == {}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234", "1234"), ("1.234", "1234"), ("1.234,5", "1234.5"), ("12,5", "12.5"), ("12.5", "12.5"),
        ("1 234 567", "1234567"), ("x", "x"), ("1.23.456", "1.23.456"),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed, number):
    assert typed_number(typed) == number


@pytest.mark.parametrize(
    ("number", "text"), [("1234567.500", "1.234.567,5"), ("0", "0"), ("12.000", "12"), (None, "")]
)
def test_numbers_as_people_read_them(number, text):
    assert plain(number and Decimal(number)) == text


def test_a_template_is_copied_with_its_parts_and_then_stands_alone(city):
    made = steps.outlined(city)
    whole = made.outline.get(text="Vi phạm")
    assert whole.adds_up and {row.text for row in whole.parts.all()} == {"Đã xử lý", "Chưa xử lý"}
    assert [row.position for row in made.outline.all()] == [1, 2, 3, 4]
    from oversight.models import TemplateItem

    TemplateItem.objects.update(text="Khác")
    assert made.outline.filter(text="Vi phạm").exists()


def test_a_sent_outline_is_not_changed(city):
    made = steps.outlined(city)
    for fn, values in (
        (services.remove_outline_item, {"item_id": made.outline.first().pk}),
        (services.add_outline_item, {"text": "x"}),
    ):
        with pytest.raises(Refused):
            steps.do(city, fn, made, **values)


def test_items_are_shifted_and_removed_without_gaps(city):
    made = steps.template(city)
    second = made.items.get(position=2)
    steps.do(city, services.shift_template_item, made, item_id=second.pk, step=-1)
    assert made.items.first() == second
    steps.do(city, services.remove_template_item, made, item_id=second.pk)
    assert [row.position for row in made.items.all()] == [1, 2, 3]


def test_the_unit_answers_in_the_portal(city, sign_in):
    visit = steps.outlined(city).visits.get()
    client = sign_in("agency")
    url = f"/giam-sat/don-vi/{visit.pk}/viec/tra-loi-de-cuong/"
    assert url in client.get(visit.get_absolute_url()).content.decode()
    names = {row.text: f"item_{row.pk}" for row in visit.round.outline.all()}
    first = names["Việc ban hành văn bản chỉ đạo"]
    data = {first: "Đã ban hành 3 văn bản", names["Vi phạm"]: "1.204", names["Đã xử lý"]: "1.200"}
    assert client.post(url, data).status_code == 302, "kept, to go on later"
    assert Visit.objects.get(pk=visit.pk).answered_on is None
    page = client.post(url, data | {"final": "on"})
    assert page.status_code == 422 and names["Chưa xử lý"] in page.context["form"].errors
    assert "Đã ban hành 3 văn bản" in page.content.decode()
    bad = client.post(url, data | {names["Vi phạm"]: "nhiều"})
    assert bad.status_code == 422 and names["Vi phạm"] in bad.context["form"].errors
    assert client.post(url, data | {"final": "on", names["Chưa xử lý"]: "4"}).status_code == 302
    visit.refresh_from_db()
    assert visit.answered_on and visit.answered_by == city.users["agency"]
    assert Answer.objects.get(visit=visit, item__text="Vi phạm").number == 1204
    assert Notice.objects.filter(user=city.users["staff"], text__contains="trả lời đề cương").exists()
    assert client.get(url).context["form"].initial is not None
    assert client.post(url, data).status_code == 409, "what was handed in is the team's"


def test_another_unit_neither_sees_nor_answers(city, sign_in):
    visit = steps.outlined(city).visits.get()
    url = f"/giam-sat/don-vi/{visit.pk}/viec/tra-loi-de-cuong/"
    assert sign_in("other_agency").post(url, {"final": "on"}).status_code == 404


def test_answers_are_returned_with_a_reason_and_handed_in_again(city):
    visit = steps.outlined(city).visits.get()
    visit = steps.answer(city, visit, viec="Có", vi=3, da=2, chua=1)
    visit = steps.do(city, services.return_answers, visit, return_reason="Thiếu số liệu quý III")
    assert visit.answered_on is None and visit.return_reason
    assert Notice.objects.filter(user=city.users["agency"], text__contains="Thiếu số liệu quý III").exists()
    visit = steps.answer(city, visit, vi=4, chua=2)
    assert visit.answered_on and visit.return_reason == ""
    assert Answer.objects.get(visit=visit, item__text="Vi phạm").number == 4


def test_typed_by_the_office_gaps_are_flagged_not_refused(city):
    visit = steps.outlined(city).visits.get()
    visit = steps.answer(city, visit, "staff", vi=5, da=7)
    items = list(visit.round.outline.all())
    answers = {row.item_id: row for row in visit.answers.all()}
    found = {item.text: flags(items, answers).get(item.pk, []) for item in items}
    assert found["Đã xử lý"] == ["lớn hơn câu 2"]
    assert found["Chưa xử lý"] == ["chưa trả lời"] and visit.answered_on


def test_the_unit_itself_hands_in_whole_answers_only(city):
    visit = steps.outlined(city).visits.get()
    with pytest.raises(Refused, match="câu 1; 3; 4"):
        steps.answer(city, visit, vi=5)


def test_answers_end_with_the_conclusion(city):
    visit = steps.round_in(city, "concluded").visits.get()
    with pytest.raises(Refused, match="đã kết luận"):
        steps.do(city, services.answer_outline, visit, answers={})


def test_units_stand_side_by_side(city, sign_in, django_assert_max_num_queries):
    made = steps.outlined(city, city.other_agency)
    first, second = made.visits.order_by("pk")
    steps.answer(city, first, viec="Đã ban hành", vi=10, da=4, chua=6)
    second = steps.answer(city, second, "staff", vi=5, da=7)
    whole = made.outline.get(text="Vi phạm")
    steps.do(city, services.check_figures, first, answers={whole: Decimal(12)})
    units, rows = table(made)
    assert [unit.target for unit in units] == [city.agency, city.other_agency]
    by_text = {row["item"].text: row for row in rows}
    assert by_text["Vi phạm"]["total"] == "15"
    assert by_text["Vi phạm"]["cells"][0]["flags"] == ["Đoàn kiểm tra thấy 12"]
    assert by_text["Đã xử lý"]["cells"][1]["flags"] == ["lớn hơn câu 2"]
    client = sign_in("delegate")
    client.get(f"/giam-sat/{made.pk}/so-sanh/")
    with django_assert_max_num_queries(15):
        page = client.get(f"/giam-sat/{made.pk}/so-sanh/")
    assert page.context["wrong"] == 4 and "Đã ban hành" in page.content.decode()
    book = load_workbook(io.BytesIO(client.get(f"/giam-sat/{made.pk}/so-sanh.xlsx").content)).active
    cells = [[cell.value for cell in row] for row in book.iter_rows()]
    assert cells[0][3:5] == ["Sở Xây dựng", "Sở Y tế"]
    assert cells[2][3] == "10 (Đoàn kiểm tra thấy 12)" and cells[3][3] == 4


def test_what_the_team_found_is_hidden_from_the_unit_until_the_conclusion(city, sign_in):
    visit = steps.outlined(city).visits.get()
    visit = steps.answer(city, visit, viec="Có", vi=10, da=4, chua=6)
    whole = visit.round.outline.get(text="Vi phạm")
    steps.do(city, services.check_figures, visit, answers={whole: Decimal(12)})
    assert "Đoàn kiểm tra thấy" not in sign_in("agency").get(visit.get_absolute_url()).content.decode()
    assert "Đoàn kiểm tra thấy 12" in sign_in("staff").get(visit.get_absolute_url()).content.decode()


def test_many_items_are_pasted(city, sign_in):
    made = steps.template(city)
    client = sign_in("head")
    url = f"/giam-sat/mau-de-cuong/{made.pk}/viec/nhap-nhieu/"
    assert client.post(url, {"questions": " \n", "figures": ""}).status_code == 422
    assert client.post(url, {"questions": "x" * 501}).status_code == 422
    data = {"questions": "Khó khăn\n\nKiến nghị", "figures": "Giấy phép đã cấp | giấy phép"}
    assert client.post(url, data).status_code == 302
    rows = list(made.items.values_list("text", "item_kind", "unit", "position"))[-3:]
    assert rows == [
        ("Khó khăn", "question", "", 5), ("Kiến nghị", "question", "", 6), ("Giấy phép đã cấp", "figure", "giấy phép", 7),
    ]  # fmt: skip


def test_a_part_of_a_part_is_refused_at_the_field(city, sign_in):
    made = steps.template(city)
    part = made.items.get(text="Đã xử lý")
    data = {"item_kind": "figure", "text": "Phạt tiền", "whole": part.pk}
    page = sign_in("staff").post(f"/giam-sat/mau-de-cuong/{made.pk}/noi-dung/moi/", data)
    assert page.status_code == 422 and "whole" in page.context["form"].errors


def test_lines_with_a_dash_are_parts_of_the_figure_above(city, sign_in):
    made, client = steps.template_in(city, "used"), sign_in("staff")
    url = f"{made.get_absolute_url()}viec/nhap-nhieu/"
    for wrong in ("- Hỏng | trụ", "Trụ | trụ\n-", "Trụ\n- | trụ"):
        assert client.post(url, {"figures": wrong}).status_code == 422, wrong
    asked = "Trụ đã lắp | trụ\n- Đang dùng | trụ\n– Hỏng | trụ\nKinh phí | triệu đồng"
    assert client.post(url, {"figures": asked}).status_code == 302
    rows = made.items.order_by("position").values_list("text", "unit", "whole__text")
    assert list(rows)[-4:] == [
        ("Trụ đã lắp", "trụ", None),
        ("Đang dùng", "trụ", "Trụ đã lắp"),
        ("Hỏng", "trụ", "Trụ đã lắp"),
        ("Kinh phí", "triệu đồng", None),
    ]


@pytest.mark.parametrize(("state", "wanted"), [("reported", True), ("concluded", False), ("closed", False)])
def test_answers_are_offered_until_the_conclusion(city, state, wanted):
    made = steps.round_in(city, "decided")
    steps.do(city, services.use_template, made, template=steps.template(city))
    Round.objects.filter(pk=made.pk).update(state=state)
    visit = made.visits.get()
    Visit.objects.filter(pk=visit.pk).update(
        state="worked", answered_on="2026-10-01", answered_by=city.users["agency"]
    )
    names = {verb.name for verb in open_verbs(city.actor("staff"), Visit.objects.get(pk=visit.pk))}
    assert ("oversight.answer_outline" in names) is wanted
    assert ("oversight.return_answers" in names) is wanted
