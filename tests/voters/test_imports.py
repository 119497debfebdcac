"""Opinions from a spreadsheet: nothing written before it was seen, each wrong row told with how to mend it."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from core.models import Deadline, Notice
from tests.voters import make
from voters import columns as sheet_columns
from voters import imports, services
from voters.models import EarlierAnswer, Opinion

ADDRESS = "/kien-nghi/nhap/"
HEAD = ["Ngày nêu", "Nội dung", "Lĩnh vực", "Thẩm quyền"]
GOOD = [date(2026, 9, 8), "Nạo vét rãnh tổ 12", "Thủy lợi, thoát nước", "Thành phố"]


def book(*rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("y-kien.xlsx", out.getvalue())


def preview(client, *rows):
    page = client.post(ADDRESS, {"file": book(*rows)})
    assert page.status_code == 200, page.context["form"].errors
    return page.context["preview"]


def commit(client, token):
    return client.post(ADDRESS, {"_commit": "1", "token": token})


def errors_of(client, head, row):
    return preview(client, head, row)["rows"][0].errors


def test_good_rows_are_written_after_they_were_seen(city, sign_in):
    client = sign_in("staff")
    seen = preview(
        client, HEAD, GOOD, ["8/9/2026", "", "giao thong", ""], ["", "Đèn hỏng", "Giao Thông", "xã, phường"]
    )
    assert (seen["ok_count"], seen["error_count"]) == (2, 1)
    assert [row.n for row in seen["rows"]] == [2, 3, 4]
    assert not Opinion.objects.exists()
    assert commit(client, seen["token"]).status_code == 302
    rows = list(
        Opinion.objects.order_by("code").values_list("code", "title", "field", "competence", "state", "owner")
    )
    assert rows == [
        ("KN-2026-0001", "Nạo vét rãnh tổ 12", "irrigation", "city", "recorded", city.council.pk),
        ("KN-2026-0002", "Đèn hỏng", "traffic", "commune", "recorded", city.council.pk),
    ]


def test_columns_without_a_word_are_not_shown(city, sign_in):
    seen = preview(
        sign_in("staff"),
        [*HEAD, "Hội nghị"],
        [*GOOD, ""],
        [date(2026, 9, 9), "Đèn hỏng", "Giao thông", "", ""],
    )
    assert seen["columns"] == HEAD and len(seen["rows"][1].cells) == len(HEAD)


def test_the_same_preview_is_not_written_twice(city, sign_in):
    client = sign_in("staff")
    seen = preview(client, HEAD, GOOD)
    commit(client, seen["token"])
    again = commit(client, seen["token"])
    assert again.status_code == 409 and "chọn lại tệp" in again.content.decode()
    assert Opinion.objects.count() == 1


def test_a_preview_is_its_readers_own(city, client):
    seen = {}
    for who in ("staff", "ward"):
        client.force_login(city.users[who], backend="django.contrib.auth.backends.ModelBackend")
        seen = seen or preview(client, HEAD, GOOD)
    assert commit(client, seen["token"]).status_code == 409
    assert commit(client, "x").status_code == 400


def test_one_bad_write_undoes_all(city, sign_in, monkeypatch):
    client = sign_in("staff")
    seen = preview(client, HEAD, *[GOOD] * 3)
    written = []

    def fails_at_the_third(actor, row, once, write=imports._write):
        if len(written) == 2:
            raise RuntimeError
        written.append(write(actor, row, once))

    monkeypatch.setattr(imports, "_write", fails_at_the_third)
    with pytest.raises(RuntimeError):
        commit(client, seen["token"])
    assert len(written) == 2 and not Opinion.objects.exists()


@pytest.mark.parametrize(
    "heading, value, said",
    [
        ("Nội dung", "", "Nội dung: đang trống"),
        ("Lĩnh vực", "", "Lĩnh vực: Chọn một trong: Đất đai"),
        ("Lĩnh vực", "Vũ trụ", "«Vũ trụ» không có trong danh mục. Chọn một trong: Đất đai"),
        ("Thẩm quyền", "Huyện", "Thẩm quyền: «Huyện» không có trong danh mục"),
        ("Ngày nêu", "31/02/2026", "Ngày nêu: Tháng 2/2026 không có ngày 31"),
        ("Ngày nêu", date(2035, 1, 1), "chưa đến"),
        ("Hội nghị", "Hội nghị lạ", "Hội nghị: không có hội nghị «Hội nghị lạ»"),
        ("Cơ quan giải quyết", "Sở Lạ", "không có cơ quan «Sở Lạ»"),
        ("Cơ quan giải quyết", "Sở Xây dựng", "phải cùng có hoặc cùng trống"),
        ("Nội dung trả lời", "Đã làm", "phải có cơ quan, ngày chuyển, ngày trả lời và kết quả"),
        ("Kết quả", "Đã giải quyết xong", "Nội dung trả lời: đang trống"),
        ("Kết quả", "Sẽ giải quyết", "phải có ngày dự kiến xong"),
        ("Số", "X" * 61, "Số: dài quá 60"),
    ],
)
def test_a_wrong_cell_is_named_with_how_to_mend_it(city, sign_in, heading, value, said):
    row = dict(zip(HEAD, GOOD, strict=True)) | {heading: value}
    assert any(said in error for error in errors_of(sign_in("staff"), list(row), list(row.values())))


def test_a_number_already_taken_is_told(city, sign_in):
    made = make.opinion(city)
    seen = preview(
        sign_in("staff"), ["Số", *HEAD], [made.code, *GOOD], ["KN-CU-1", *GOOD], ["KN-CU-1", *GOOD]
    )
    assert [bool(row.errors) for row in seen["rows"]] == [True, False, True]


def test_days_out_of_order_are_told(city, sign_in):
    head = [*HEAD, "Cơ quan giải quyết", "Ngày chuyển"]
    assert "theo thứ tự" in errors_of(sign_in("staff"), head, [*GOOD, "Sở Xây dựng", date(2026, 9, 1)])[0]


def upload(client, name, content):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Chỉ đọc được tệp .xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "không mở được"),
        ("a.ods", b"PK khong phai", "không phải ODS"),
        ("a.csv", b"a\0b", "không phải CSV"),
        ("a.xlsx", b"khong phai excel", "không phải XLSX"),
        ("a.xlsx", b"", "rỗng"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused(city, sign_in, name, content, said):
    page = upload(sign_in("staff"), name, content)
    assert page.status_code == 422 and said in page.content.decode()


@pytest.mark.parametrize(
    "rows, said",
    [
        ([["a", "b"], [1, 2]], "Không thấy dòng tên cột"),
        ([["Nội dung"], ["x"]], "Thiếu cột «Lĩnh vực»"),
        ([HEAD], "chưa có kiến nghị nào"),
        ([HEAD, *[GOOD] * 2001], "2001 dòng"),
        ([], "Không thấy dòng tên cột"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_says_why(city, sign_in, rows, said):
    page = sign_in("staff").post(ADDRESS, {"file": book(*rows)})
    assert page.status_code == 422 and said in page.content.decode()


def test_no_file_is_told_at_the_field(city, sign_in):
    page = sign_in("staff").post(ADDRESS, {})
    assert page.status_code == 422 and "file" in page.context["form"].errors


@pytest.mark.parametrize("who", ["delegate", "chair", "agency", "head"])
def test_only_who_keeps_registers_imports(city, sign_in, who):
    client = sign_in(who)
    assert client.get(ADDRESS).status_code == client.post(ADDRESS, {}).status_code == 403
    assert b"Excel</a>" not in client.get("/kien-nghi/").content.replace(b"Excel (XLSX)</a>", b"")


def test_what_was_exported_can_be_read_again(city, sign_in):
    """The file of last year's register, answers and all, gives the same register."""
    client = sign_in("staff")
    meeting = make.held(city)
    make.answered(city, title="=Đèn đường", meeting=meeting)
    make.forwarded(city, title="Rãnh thoát nước")
    make.opinion(city, competence="")
    exported = client.get("/kien-nghi/xuat.xlsx").content
    columns = [
        "code",
        "title",
        "field",
        "competence",
        "meeting",
        "on",
        "state",
        "agency",
        "forwarded_on",
        "letter_no",
    ]
    columns += ["answered_on", "answer", "answer_no", "result"]
    before = list(Opinion.objects.order_by("code").values_list(*columns))
    head = [cell.value for cell in load_workbook(io.BytesIO(exported)).active[1]]
    assert head == list(sheet_columns.COLUMNS)
    Deadline.objects.all().delete()
    Notice.objects.all().delete()
    Opinion.objects.all().delete()
    page = client.post(ADDRESS, {"file": SimpleUploadedFile("so.xlsx", exported)})
    assert not page.context["preview"]["error_count"], [row.errors for row in page.context["preview"]["rows"]]
    assert commit(client, page.context["preview"]["token"]).status_code == 302
    assert list(Opinion.objects.order_by("code").values_list(*columns)) == before
    assert not Notice.objects.exists()
    assert Deadline.objects.open().filter(code="opinion.answer").count() == 1


def exported(client):
    return client.get("/kien-nghi/xuat.xlsx").content


def table(content):
    """What a list's file shows, by number and unit."""
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    shown = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return {(row["Đơn vị"], row["Số"]): row for row in shown}


def unlike(one, other):
    """{key: {column: both cells}} of what differs between two files."""
    found = {}
    for key in one.keys() | other.keys():
        a, b = one.get(key, {}), other.get(key, {})
        if a != b:
            found[key] = {
                name: (a.get(name), b.get(name)) for name in columns_of(a, b) if a.get(name) != b.get(name)
            }
    return found


def columns_of(*rows):
    return {name for row in rows for name in row}


def bring_in(client, content):
    """The file read and committed; gives its preview."""
    seen = client.post(ADDRESS, {"file": SimpleUploadedFile("so.xlsx", content)}).context["preview"]
    assert not seen["error_count"], [row.errors for row in seen["rows"] if row.errors]
    assert commit(client, seen["token"]).status_code == 302
    return seen


def empty_registers():
    Opinion.objects.update(same_as=None)
    for model in (Deadline, Notice, EarlierAnswer, Opinion):
        model.objects.all().delete()


def lived_in(city):
    """A register with all that a spreadsheet can say of an opinion."""
    meeting = make.held(city)
    make.held(city, on=date(2026, 10, 9))  # of the same name
    promised = {"result": "being_resolved", "expected_on": date(2026, 11, 20)}
    done = {"answer": "Đã lắp 40 bóng", "answer_no": "60/SXD", "answered_on": date(2026, 11, 18)}
    kept = {"competence": "commune", "reason": "Việc của phường"}
    for state in (
        "recorded",
        "answered_on_spot",
        "forwarded",
        "answered",
        "duplicate",
        "already_answered",
        "confirmed",
    ):
        make.opinion_in(state, city)
    make.opinion(city, title="=Đèn đường,\nhai dòng", meeting=meeting)
    make.do(
        city, "staff", services.settle, make.answered(city, given=promised, title="Lắp đèn ngõ 4"), **done
    )
    below = make.do(city, "staff", services.keep_below, make.opinion(city, title="Loa phường"), **kept)
    make.do(
        city,
        "staff",
        services.forward,
        below,
        agency=city.agency,
        letter_no="",
        forwarded_on=date(2026, 10, 12),
    )
    first, other = (make.opinion(city, title=f"Cầu Vĩnh Hòa {word}") for word in ("hẹp", "yếu"))
    make.do(
        city, "staff", services.merge, first, others=Opinion.objects.filter(pk=other.pk), title="Cầu Vĩnh Hòa"
    )


def test_an_exported_register_gives_the_same_register(city, sign_in):
    client = sign_in("staff")
    lived_in(city)
    content = exported(client)
    empty_registers()
    bring_in(client, content)
    assert unlike(table(exported(client)), table(content)) == {}
    assert not Notice.objects.exists()


def test_a_wards_exported_register_gives_the_same_register(city, sign_in):
    client = sign_in("ward")
    make.opinion(city, "ward", title="Chợ xuống cấp")
    make.sent_up(city, title="Cầu Vĩnh Hòa hẹp")
    linked = make.sent_up(city, title="Đường 491 hỏng")
    first = make.answered(city, title="Sửa đường 491")
    make.do(city, "staff", services.link_duplicate, linked, same_as=first)
    content = exported(client)
    known = table(content)[linked.owner.short_name, linked.code]
    assert known["Trùng với"] == f"{first.code} ({first.owner.short_name})"
    Deadline.objects.filter(record__owner=linked.owner).delete()
    Notice.objects.all().delete()
    Opinion.objects.filter(owner=linked.owner).delete()
    bring_in(client, content)
    assert not Notice.objects.exists()
    # What the council above did with it is the upper register's to say: it is linked, and no more in the upper hands.
    assert set(unlike(table(exported(client)), table(content))) == {(linked.owner.short_name, linked.code)}
    again = Opinion.objects.get(owner=linked.owner, code=linked.code)
    assert (again.state, again.same_as, again.answer) == ("already_answered", first, first.answer)


def test_an_exported_file_comes_back_and_changes_nothing(city, sign_in):
    """With the wards' opinions in it, and those whose past no spreadsheet holds."""
    client = sign_in("staff")
    lived_in(city)
    make.opinion_in("returned", city)
    make.opinion_in("raised_again", city)
    make.opinion(city, "ward", title="Chợ xuống cấp", meeting=make.held(city, "ward"))
    make.sent_up(city, title="Cầu Vĩnh Hòa hẹp")
    content, before = exported(client), list(Opinion.objects.order_by("pk").values())
    seen = bring_in(client, content)
    assert {row.similar for row in seen["rows"]} == {imports.UNCHANGED}
    assert len(seen["rows"]) == len(before)
    assert list(Opinion.objects.order_by("pk").values()) == before


def test_a_row_changed_in_the_file_is_not_taken_for_a_new_one(city, sign_in):
    client, made = sign_in("staff"), make.opinion(city)
    seen = preview(client, ["Số", *HEAD], [made.code, *GOOD[:1], "Nội dung khác", *GOOD[2:]])
    assert "với nội dung khác" in seen["rows"][0].errors[0]


def test_another_units_row_is_not_written_into_the_own_register(city, sign_in):
    seen = preview(
        sign_in("staff"), [*HEAD, "Đơn vị"], [*GOOD, "HĐND phường khác"], [*GOOD, city.council.name]
    )
    assert "chỉ đơn vị đó" in seen["rows"][0].errors[0] and not seen["rows"][1].errors


@pytest.mark.parametrize(
    "values, said",
    [
        ({"Trùng với": "KN-2026-9999"}, "không thấy kiến nghị «KN-2026-9999»"),
        ({"Văn bản gửi cấp trên": "5/CV"}, "phải ghi ngày gửi"),
        ({"Gửi cấp trên ngày": date(2026, 9, 9), "Thẩm quyền": "Xã, phường"}, "vượt thẩm quyền phường, xã"),
        ({"Gửi cấp trên ngày": date(2026, 9, 9), "Cơ quan giải quyết": "Sở Xây dựng", "Ngày chuyển": date(2026, 9, 9)},
         "do cấp trên ghi"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(city, sign_in, values, said):
    row = dict(zip(HEAD, GOOD, strict=True)) | values
    assert any(said in error for error in errors_of(sign_in("ward"), list(row), list(row.values())))


def test_a_row_that_repeats_one_not_imported_stops_the_file(city, sign_in):
    client = sign_in("staff")
    rows = ["KN-1", "", *GOOD[1:]], ["KN-2", "KN-1", *GOOD[1:]]
    seen = preview(client, ["Số", "Trùng với", *HEAD[1:]], rows[0][:3] + ["Vũ trụ", ""], rows[1])
    reply = commit(client, seen["token"])
    assert reply.status_code == 409 and "KN-1" in reply.content.decode() and not Opinion.objects.exists()


def test_an_imported_number_is_not_given_again(city, sign_in):
    client = sign_in("staff")
    seen = preview(client, ["Số", *HEAD], ["", *GOOD], ["KN-2026-0001", *GOOD])
    commit(client, seen["token"])
    assert make.opinion(city).code == "KN-2026-0003"


def test_the_template_can_be_read(city, sign_in):
    client = sign_in("staff")
    sheet = client.get("/kien-nghi/nhap/mau.xlsx").content
    page = client.post(ADDRESS, {"file": SimpleUploadedFile("mau.xlsx", sheet)})
    assert page.context["preview"]["ok_count"] == 1
