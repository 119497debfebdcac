from core.errors import message_page
from core.evidence import Act
from council.services.signins import note_try


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """The page after too many wrong passwords."""
    note_try(request, Act.LOCKED, (credentials or {}).get("username") or request.POST.get("username", ""))
    text = "Đã nhập sai mật khẩu 5 lần. Hãy thử lại sau 15 phút, hoặc nhờ quản trị viên mở khóa."
    return message_page(request, 429, "Tạm khóa đăng nhập", text, "/dang-nhap/")
