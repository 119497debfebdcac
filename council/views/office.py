"""The first page of the administrator's office."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from council.acts import check_admin
from council.services.rulebook import keeps_nation

_ROOMS = [
    ("Người dùng", "council:people", "Tài khoản, vai trò, mật khẩu, mở khóa đăng nhập."),
    (
        "Vai trò và quyền",
        "council:roles",
        "Ai giữ vai trò nào, mỗi vai trò xem và làm được gì, đúng như đang chạy.",
    ),
    ("Xác thực hai bước", "council:demands", "Bắt buộc mã xác thực khi đăng nhập, theo vai trò."),
    ("Đơn vị hành chính", "council:units", "Xã, phường, thôn, tổ dân phố; thêm nhiều, sáp nhập."),
    ("Hội đồng nhân dân", "council:councils", "Thành phố và các phường, xã trong phạm vi."),
    ("Cơ quan, tổ chức", "council:bodies", "Thường trực, các Ban, Tổ đại biểu, cơ quan trả lời."),
    ("Đại biểu", "council:delegates", "Đại biểu theo nhiệm kỳ và chức vụ qua các thời kỳ."),
    ("Quy định thời hạn", "council:rules", "Căn cứ pháp lý, số ngày, hiệu lực, quy định riêng."),
    ("Mẫu văn bản", "council:wordings", "Lời văn, nơi nhận, người ký của các văn bản do phần mềm soạn."),
    ("Ngày nghỉ, ngày làm bù", "council:days", "Ngày nghỉ bù, hoán đổi và làm bù theo năm."),
    ("Nhập lịch nghỉ theo văn bản", "council:import_days", "Dán bảng ngày nghỉ, ngày làm bù của năm sau."),
    ("Lịch làm việc cả năm", "council:year", "Mười hai tháng, ngày lễ, ngày làm bù; năm chưa công bố."),
    (
        "Tra cứu đơn công khai",
        "petitions:switch",
        "Bật, tắt việc công dân tra cứu tình trạng đơn bằng mã biên nhận.",
    ),
    (
        "Nhật ký",
        "council:log",
        "Đăng nhập, xuất dữ liệu, xem hồ sơ mật, đổi quyền và quy định; không sửa, xóa được.",
    ),
    ("Vận hành", "desk:operations", "Các phần của hệ thống, hàng đợi, thư nhắc, sao lưu, kiểm tra nhật ký."),
    ("Nhắc việc", "desk:ladder", "Các bậc nhắc trước hạn, quá hạn và báo cấp trên."),
]

_TOP = ("desk:operations",)  # only at the top: they concern the machine


@require_GET
def office(request):
    check_admin(request.actor)
    shut = () if keeps_nation(request.actor) else _TOP
    rooms = [
        {"label": label, "url": _url(name), "text": text} for label, name, text in _ROOMS if name not in shut
    ]
    return render(request, "council/office.html", {"title": "Quản trị", "rooms": rooms, "crumbs": []})


def _url(name):
    return reverse(name, args=[localdate().year] if name == "council:year" else [])
