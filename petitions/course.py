"""The course of a petition in steps, for its page: what happened, when, by which paper."""


def course(petition):
    """The steps taken as [{label, sub, tone}], in the order of their days."""
    steps = [step for step in _steps(petition) if step[0]]
    steps.sort(key=lambda step: step[0])
    shown = [_item(*step) for step in steps]
    if petition.state in _NOW:
        label, tone = _NOW[petition.state]
        shown.append(
            {"label": label, "sub": petition.reason if petition.state == "suspended" else "", "tone": tone}
        )
    return shown


_NOW = {
    "received": ("Chờ phân loại", "idle"),
    "qualified": ("Chờ chuyển, hướng dẫn hoặc trả lại", "idle"),
    "transferred": ("Chờ cơ quan thụ lý", "idle"),
    "agency_accepted": ("Đang giải quyết", "doing"),
    "suspended": ("Đang tạm đình chỉ", "soon"),
}


def _item(day, label, *details, tone="done"):
    return {"label": label, "sub": " · ".join(filter(None, (f"{day:%d/%m/%Y}", *details))), "tone": tone}


def _steps(petition):
    sorted_as = "Phân loại: đủ điều kiện xử lý" if petition.is_qualified else "Lưu đơn"
    fault = petition.get_fault_display() if petition.fault else ""
    agency = petition.agency.short_name if petition.agency_id else ""
    yield petition.on, "Tiếp nhận", petition.get_source_display()
    yield petition.qualified_on, sorted_as, fault, petition.reason if petition.state == "filed" else ""
    yield petition.transferred_on, f"Chuyển đến {agency}", petition.letter_no
    yield (
        petition.guided_on,
        "Hướng dẫn người gửi",
        petition.reply_no,
        petition.reason if petition.guided_on else "",
    )
    yield (
        petition.returned_on,
        "Trả lại đơn",
        petition.reply_no,
        petition.reason if petition.returned_on else "",
    )
    yield petition.accepted_on, "Cơ quan thụ lý", petition.accepted_no
    yield petition.resolved_on, "Giải quyết", petition.resolved_no, petition.get_outcome_display()
    yield petition.reported_on, "Nhận báo cáo kết quả"
    yield petition.informed_on, "Thông báo người gửi", petition.informed_no
    yield petition.withdrawn_on, "Người gửi rút đơn", petition.reason if petition.withdrawn_on else ""
    yield petition.closed_on, "Kết thúc"
