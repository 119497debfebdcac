from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.history import History


class Role(models.TextChoices):
    """What a person is in a body."""

    ADMIN = "admin", "Quản trị viên"
    STAFF = "staff", "Chuyên viên"
    CHAIR = "chair", "Chủ tịch, Phó Chủ tịch"
    HEAD = "head", "Trưởng Ban"
    DELEGATE = "delegate", "Đại biểu"
    WARD = "ward", "Văn phòng phường, xã"
    AGENCY = "agency", "Cơ quan"


class UserManager(BaseUserManager):
    def create_user(self, username, full_name, password=None, **extra):
        user = self.model(username=username.strip().lower(), full_name=full_name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Rights come from memberships, never from the account itself."""

    NAMED_BY = "full_name"

    username = models.CharField(
        "tên đăng nhập", max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        verbose_name = "tài khoản"
        triggers = [History()]

    def __str__(self):
        return self.full_name


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Memberships that hold on the day `on` (today)."""
        on = on or timezone.localdate()
        return self.filter(from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gte=on))


class Membership(models.Model):
    """A person's role in a body for a time: the source of every right."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="tài khoản")
    body = models.ForeignKey("core.Body", models.PROTECT, related_name="memberships", verbose_name="tại")
    role = models.CharField("vai trò", max_length=12, choices=Role)
    from_on = models.DateField("từ ngày", default=timezone.localdate)
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-from_on"]
        verbose_name = "vai trò"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["user", "body", "role", "from_on"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="membership_period"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.body}"
