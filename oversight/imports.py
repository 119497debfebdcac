"""Past rounds and their recommendations in from spreadsheets."""

from django import forms
from django.db.models import Q

from core.imports import Column, Importer, any_day, listed, one_of, past_day
from core.models import Body
from core.text import fold
from core.verbs import create
from oversight import services
from oversight.forms.common import KINDS, Subject, outer_bodies
from oversight.models import Field, Recommendation, Round

_OF_KIND = {kind: subject for subject, kind in KINDS.items()}


class Known:
    """What the rows may refer to, for one actor; read once."""

    def __init__(self, actor, table):
        self.actor = actor
        self.units = _named(outer_bodies(actor))
        organs = Body.objects.filter(
            Q(home=actor.home_id) | Q(pk=actor.home_id), kind__in=set(KINDS.values())
        )
        self.subjects = _named(organs.filter(pk=actor.body_id) if actor.role == "head" else organs)
        self.rounds = {}
        for row in Round.objects.of_committee(actor).filter(state="concluded").order_by("on"):
            self.rounds[fold(row.code)] = self.rounds[fold(row.title)] = row


def _named(bodies):
    return {fold(name): body for body in bodies for name in (body.name, body.short_name)}


def _one(found, text, where):
    if found is None:
        raise forms.ValidationError(f"không có «{text[:60]}» trong {where}. Gõ đúng tên.")
    return found


def _subject(text, known):
    return _one(known.subjects.get(fold(text)), text, "danh bạ các cơ quan của HĐND được nhập")


def _unit(text, known):
    return _one(known.units.get(fold(text)), text, "danh bạ")


def _units(text, known):
    """Units one after the other, each once, apart by semicolons or lines."""
    names = [name.strip() for name in text.replace("\n", ";").split(";") if name.strip()]
    return list(dict.fromkeys(_unit(name, known) for name in names))


def _round(text, known):
    return _one(known.rounds.get(fold(text)), text, "các cuộc giám sát đã kết luận")


def _no_later(row, *keys):
    """Days that follow each other."""
    days = [(row.values[key], key) for key in keys if row.values[key]]
    for (before, _), (after, key) in zip(days, days[1:], strict=False):
        if after < before:
            row.wrong(key, f"trước ngày {before:%d/%m/%Y} của việc trước đó.")


def _together(row, number, day):
    if bool(row.values[number]) != bool(row.values[day]):
        row.wrong(day, "số và ngày văn bản phải cùng có hoặc cùng trống.")


class RoundImporter(Importer):
    namespace, name, noun, title = "oversight", "import", "cuộc giám sát", "Nhập cuộc giám sát từ Excel"
    verb = staticmethod(services.file_round)
    list_page, crumb = "oversight:round_list", "Giám sát"
    columns = [
        Column("Chuyên đề", "title", required=True, most=2000, example="Công tác quản lý trật tự xây dựng đô thị"),
        Column("Chủ thể", "subject_body", required=True, parse=_subject, empty=None, example="Thường trực HĐND"),
        Column("Hình thức", "round_kind", parse=one_of(Round.RoundKind), empty="thematic", example="Giám sát chuyên đề"),
        Column("Lĩnh vực", "field", required=True, parse=one_of(Field), empty=None, example=Field.BUILDING.label,
               asked=listed(Field)),
        Column("Ngày bắt đầu", "on", required=True, parse=past_day, empty=None, example="05/09/2025"),
        Column("Ngày kết thúc", "ends_on", parse=any_day, empty=None, example="20/09/2025"),
        Column("Đơn vị", "targets", required=True, parse=_units, empty=(), example="Sở Xây dựng"),
        Column("Số quyết định", "decision_no", required=True, most=60, example="15/QĐ-HĐND"),
        Column("Ngày quyết định", "decision_on", required=True, parse=past_day, empty=None, example="25/08/2025"),
        Column("Số báo cáo", "report_no", most=60, example="31/BC-ĐGS"),
        Column("Ngày báo cáo", "reported_on", parse=past_day, empty=None, example="30/09/2025"),
        Column("Số kết luận", "conclusion_no", most=60, example="40/KL-TTHĐND"),
        Column("Ngày kết luận", "conclusion_on", parse=past_day, empty=None, example="06/10/2025"),
        Column("Nội dung kết luận", "conclusion", most=200_000, example="Có tiến bộ, còn chậm xử lý vi phạm."),
    ]  # fmt: skip

    def known(self, actor, table):
        return Known(actor, table)

    def check(self, row, known):
        _together(row, "conclusion_no", "conclusion_on")
        if bool(row.values["conclusion"]) != bool(row.values["conclusion_on"]):
            row.wrong("conclusion", "nội dung và ngày kết luận phải cùng có hoặc cùng trống.")
        if row.values["conclusion_on"] and not row.values["reported_on"]:
            row.wrong("reported_on", "đã kết luận thì phải có ngày báo cáo của Đoàn.")
        _no_later(row, "on", "ends_on", "reported_on", "conclusion_on")
        _no_later(row, "decision_on", "reported_on")

    def similar(self, actor, rows, known):
        there = Round.objects.of_kind().filter(owner=actor.home_id, on__in={row.values["on"] for row in rows})
        seen = {(row.on, fold(row.title)): f"Có thể trùng {row.code}" for row in there}
        for row in rows:
            key = (row.values["on"], fold(row.values["title"]))
            row.similar = seen.get(key, "")
            seen.setdefault(key, f"Có thể trùng dòng {row.n}")

    def write(self, actor, row, once):
        kind = _OF_KIND[row.values["subject_body"].kind]
        create(services.file_round, actor, once=once, subject_kind=Subject(kind), **row.values)

    def help(self):
        kinds = (("Hình thức", Round.RoundKind), ("Lĩnh vực", Field))
        return [
            *((label, "; ".join(choices.labels)) for label, choices in kinds),
            ("Đơn vị", "tên trong danh bạ, nhiều đơn vị cách nhau bằng dấu chấm phẩy"),
            (
                "Tình trạng",
                "có kết luận: đã kết luận; chỉ có báo cáo: đã có báo cáo; còn lại: đã thành lập Đoàn",
            ),
        ]


class RecommendationImporter(Importer):
    namespace, name, noun, title = (
        "oversight",
        "import_items",
        "kiến nghị",
        "Nhập kiến nghị giám sát từ Excel",
    )
    verb = staticmethod(services.file_recommendation)
    list_page, crumb = "oversight:recommendation_list", "Kiến nghị giám sát"
    columns = [
        Column("Cuộc giám sát", "round", required=True, parse=_round, empty=None, example="GS-2025-0001"),
        Column("Kiến nghị", "title", required=True, most=20_000, example="Xử lý dứt điểm 12 công trình sai phép"),
        Column("Cơ quan thực hiện", "lead", required=True, parse=_unit, empty=None, example="Sở Xây dựng"),
        Column("Sản phẩm", "product", most=300, example="Biên bản tháo dỡ"),
        Column("Hạn thực hiện", "due_on", required=True, parse=any_day, empty=None, example="31/12/2025"),
        Column("Ngày thực hiện xong", "done_on", parse=past_day, empty=None, example="20/12/2025"),
        Column("Bằng chứng", "evidence", most=20_000, example="Biên bản số 12"),
    ]  # fmt: skip

    def known(self, actor, table):
        return Known(actor, table)

    def check(self, row, known):
        if bool(row.values["done_on"]) != bool(row.values["evidence"]):
            row.wrong("evidence", "đã thực hiện xong thì phải có cả ngày và bằng chứng.")
        since = row.values["round"] and row.values["round"].conclusion_on
        for key in ("due_on", "done_on"):
            if since and row.values[key] and row.values[key] < since:
                row.wrong(key, f"trước ngày kết luận {since:%d/%m/%Y}.")

    def similar(self, actor, rows, known):
        rounds = {row.values["round"].pk for row in rows}
        there = Recommendation.objects.of_kind().filter(round__in=rounds)
        seen = {(row.round_id, fold(row.title)): f"Có thể trùng {row.code}" for row in there}
        for row in rows:
            key = (row.values["round"].pk, fold(row.values["title"]))
            row.similar = seen.get(key, "")
            seen.setdefault(key, f"Có thể trùng dòng {row.n}")

    def write(self, actor, row, once):
        create(services.file_recommendation, actor, once=once, **row.values)

    def help(self):
        return [
            ("Cuộc giám sát", "số (GS-…) hoặc đúng tên chuyên đề của cuộc đã kết luận trong sổ"),
            ("Ngày thực hiện xong", "để trống khi chưa xong; kiến nghị được theo dõi tiếp từ hạn của nó"),
        ]


rounds_importer, recommendations_importer = RoundImporter(), RecommendationImporter()
