"""The desk: the first page after signing in, its blocks in the order that a role needs."""

from django.urls import reverse
from django.utils.timezone import localdate

from core.actor import Actor
from core.models import Record
from core.paging import count_label
from core.register import REGISTERS
from core.services import days
from council.models import Role
from desk import due
from desk.lateness import on_time, slowest
from desk.probe import Probe, ask
from desk.words import decimal, long_day, short

CAP, SHOWN = 1000, 5
EVENTS = ["session", "meeting", "visit", "round", "reception"]
GONE = ["cancelled", "postponed"]

# Which registers a role enters into most, the most frequent last (it becomes the main button).
_NEW = {
    Role.STAFF: ["session", "meeting", "petition", "opinion"],
    Role.WARD: ["session", "meeting", "petition", "opinion"],
    Role.DELEGATE: ["question", "opinion"],
    Role.HEAD: ["dossier", "round"],
}
_ORDER = {
    Role.CHAIR: ["khac", "toi"],
    Role.DELEGATE: ["upcoming", "khac", "toi"],
    Role.HEAD: ["toi", "hdnd", "khac"],
    Role.AGENCY: ["toi", "sent"],
    Role.ADMIN: ["admin", "toi", "khac"],
}
_ASIDE = {Role.CHAIR: ["slowest", "upcoming"], Role.DELEGATE: ["slowest"], Role.AGENCY: ["upcoming"]}
_TITLES = {Role.AGENCY: "Việc phải trả lời", Role.HEAD: "Việc của Ban"}


def page(actor: Actor) -> dict:
    """The context of the desk for `actor`."""
    return Desk(actor).context()


class Desk:
    def __init__(self, actor):
        self.actor, self.today = actor, localdate()
        self.owed = due.Owed(actor)
        self.counts = due.counts(self.owed, CAP)
        wanted = [key for key, n in self.counts.items() if n]
        self.nearest = due.nearest(self.owed, wanted, SHOWN)
        self.events = upcoming(actor, self.today)

    def context(self):
        order = _ORDER.get(self.actor.role, ["toi", "khac"])
        aside = _ASIDE.get(self.actor.role, ["upcoming", "slowest"])
        return {
            "title": "Bàn làm việc", "sub": headline(self.today), "greeting": self.greeting(), "tiles": self.tiles(),
            "blocks": [block for block in (self.block(name) for name in order) if block],
            "aside": [getattr(self, f"aside_{name}")() for name in aside], "actions": actions(self.actor),
        }  # fmt: skip

    # --- head ----------------------------------------------------------------------------------------------

    def total(self, *groups):
        return sum(self.counts[side, group] for side in self.owed.sides for group in groups)

    def greeting(self):
        n = self.total("qua-han", "hom-nay", "tuan-nay")
        if n == 0:
            return f"Chào {self.actor.name}, không có việc nào quá hạn hoặc đến hạn trong 7 ngày"
        return f"Chào {self.actor.name}, có {count_label(n, CAP)} việc quá hạn hoặc đến hạn trong 7 ngày"

    def tiles(self):
        late, soon = self.total("qua-han"), self.total("hom-nay", "tuan-nay")
        tiles = [
            {"value": count_label(late, CAP), "label": "việc quá hạn", "tone": "late" if late else "",
             "delta": self.oldest(), "url": _list_url("qua-han")},
            {"value": count_label(soon, CAP), "label": "việc đến hạn trong 7 ngày", "delta": self.soonest(),
             "url": _list_url("tuan-nay")},
        ]  # fmt: skip
        return tiles + self.side_tiles() + self.rate_tile() + self.session_tile()

    def rate_tile(self):
        """What fell due in this quarter and was done in time, beside the same quarter of last year."""
        now, before = on_time(self.actor, self.today)
        if now is None:
            return []
        past = (
            "cùng quý năm trước chưa có số liệu"
            if before is None
            else f"cùng quý năm trước {decimal(before)}%"
        )
        what = (
            "việc phải trả lời quý này đúng hạn"
            if self.actor.sees_shared_only
            else "việc đến hạn quý này đúng hạn"
        )
        return [
            {"value": decimal(now), "unit": "%", "label": what, "delta": past, "url": reverse("desk:ranking")}
        ]

    def rows(self, *groups):
        found = [row for (_, group), rows in self.nearest.items() if group in groups for row in rows]
        return sorted(found, key=lambda row: (row.due_on, row.pk))

    def oldest(self):
        rows = self.rows("qua-han")
        if not rows:
            return "không có việc nào chậm"
        debtor = rows[0].owed_by or rows[0].holder
        return f"lâu nhất {(self.today - rows[0].due_on).days} ngày · {debtor.short_name}"

    def soonest(self):
        rows = self.rows("hom-nay", "tuan-nay")
        return (
            f"gần nhất: {due.item(rows[0], today=self.today)['chip']}"
            if rows
            else "7 ngày tới chưa có hạn nào"
        )

    def side_tiles(self):
        if "khac" not in self.owed.sides:
            return []
        n = sum(self.counts["khac", group] for group in due.GROUPS)
        late = count_label(self.counts["khac", "qua-han"], CAP)
        return [{"value": count_label(n, CAP), "label": "việc đang chờ nơi khác", "delta": f"{late} việc quá hạn",
                 "url": _list_url("", "khac")}]  # fmt: skip

    def session_tile(self):
        session = next((item for item in self.events if item.kind == "session"), None)
        if session is None:
            return []
        left = (session.on - self.today).days
        return [{"value": left, "unit": "ngày", "label": f"đến {short(session.title, 60)}",
                 "delta": f"khai mạc {session.on:%d/%m/%Y}", "url": session.get_absolute_url()}]  # fmt: skip

    # --- blocks --------------------------------------------------------------------------------------------

    def block(self, name):
        return getattr(self, f"block_{name}")() if name in ("upcoming", "sent", "admin") else self.side(name)

    def side(self, name):
        title = _TITLES.get(self.actor.role, due.SIDES[name]) if name == "toi" else due.SIDES[name]
        groups = [self.group(name, group) for group in due.GROUPS if self.counts.get((name, group))]
        total = sum(self.counts[name, group] for group in due.GROUPS)
        return {"title": title, "groups": groups, "more_url": _list_url("", name) if total else "",
                "count": count_label(total, CAP) if total else "",
                "empty": self.nothing(name)}  # fmt: skip

    def group(self, name, group):
        n, rows = self.counts[name, group], self.nearest[name, group]
        return {
            "label": due.GROUPS[group], "count": count_label(n, CAP),
            "items": [due.item(row, self.actor.home_id, self.today) for row in rows],
            "more_url": _list_url(group, name) if n > len(rows) else "",
        }  # fmt: skip

    def nothing(self, name):
        if name == "khac":
            return "Không có việc nào đang chờ nơi khác. Khi chuyển đơn, kiến nghị hoặc gửi chất vấn, hạn trả lời sẽ hiện ở đây."
        if self.actor.sees_shared_only:
            return "Không có văn bản nào đang chờ trả lời. Việc mới được gửi đến sẽ hiện ở đây và trong Thông báo."
        return "Không có việc nào quá hạn hoặc đến hạn trong 30 ngày. Xem Lịch và thời hạn để biết các việc xa hơn."

    def block_upcoming(self):
        items = [_event_item(record, self.today) for record in self.events]
        empty = "Chưa có kỳ họp hoặc hội nghị nào sắp tới trong phạm vi được xem."
        groups = [{"items": items}] if items else []
        return {
            "title": "Kỳ họp và lịch sắp tới",
            "groups": groups,
            "more_url": reverse("desk:calendar"),
            "more_label": "Xem lịch",
            "empty": empty,
        }

    def block_sent(self):
        """What was sent to the agency most recently: in the order of entry, which the shares' index follows."""
        rows = Record.objects.visible_to(self.actor).select_related("owner").order_by("-id")[:SHOWN]
        items = [_record_item(row) for row in rows]
        empty = "Chưa có hồ sơ nào được gửi đến. Khi có, người dùng của cơ quan nhận được thông báo."
        return {
            "title": "Hồ sơ gửi đến gần đây",
            "groups": [{"items": items}] if items else [],
            "empty": empty,
        }

    def block_admin(self):
        from desk.office import chores

        return chores(self.actor)

    # --- right column --------------------------------------------------------------------------------------

    def aside_upcoming(self):
        line = [
            {
                "tone": "doing",
                "label": f"{item.on:%d/%m}",
                "sub": short(item.title, 90),
                "url": item.get_absolute_url(),
            }
            for item in self.events
        ]
        empty = "Chưa có kỳ họp, hội nghị hoặc buổi làm việc nào được lên lịch."
        return {"title": "Sắp tới", "timeline": line, "more_url": reverse("desk:calendar"), "empty": empty}

    def aside_slowest(self):
        facts = [
            (name, f"{n} việc · {_days(late)} ngày") for name, n, late in slowest(self.actor, self.today)
        ]
        empty = "Quý này chưa có đơn vị nào để quá hạn."
        return {"title": "Đơn vị chậm nhất quý này", "facts": facts, "empty": empty,
                "more_url": reverse("desk:ranking")}  # fmt: skip


def headline(today):
    """Today's date; on a day off the reason, because such a day does not count in working days."""
    reason = days.calendar().reason_off(today)
    return (
        f"{long_day(today)} · ngày nghỉ ({reason}), thời hạn ngày làm việc không tính hôm nay"
        if reason
        else long_day(today)
    )


def upcoming(actor, today, limit=8):
    """The next sessions, meetings and working days in view, the nearest first."""
    rows = Record.objects.visible_to(actor).filter(on__gte=today).exclude(state__in=GONE).order_by("on", "id")
    found = ask([Probe("", rows, "kind", [kind for kind in EVENTS if kind in REGISTERS], limit, limit)])
    records = Record.objects.filter(pk__in=[pk for _, _, pk in found]).select_related("owner")
    return sorted(records, key=lambda item: (item.on, item.pk)) if found else []


def actions(actor):
    """The acts that this role takes most, as buttons; the last is the main one."""
    links = [_new(kind, actor) for kind in _NEW.get(actor.role, ["opinion", "petition"])]
    links = [link for link in links if link][-3:]
    if actor.role == Role.CHAIR:
        links.append({"label": "Lập báo cáo", "url": reverse("reports:home"), "icon": "chart-bar"})
    if actor.role == Role.ADMIN:
        links.append({"label": "Quản trị", "url": reverse("council:office"), "icon": "cog-6-tooth"})
    return [link | {"primary": link is links[-1]} for link in links]


def _new(kind, actor):
    register = REGISTERS.get(kind)
    if (
        register is None
        or not register.has_list
        or not register.create
        or not register.create.verb.permits(actor)
    ):
        return None
    return {"label": register.create.verb.label, "url": register.url("new"), "icon": "plus"}


def _record_item(record):
    register = REGISTERS.get(record.kind)
    label, tone = register.model.STATES.get(record.state, ("", "idle")) if register else ("", "idle")
    return {"chip": label, "tone": tone, "title": short(record.title), "url": record.get_absolute_url(),
            "sub": " · ".join(filter(None, (record.code, record.owner.short_name))),
            "right": f"{record.on:%d/%m/%Y}"}  # fmt: skip


def _event_item(record, today):
    left = (record.on - today).days
    chip = "hôm nay" if left == 0 else "ngày mai" if left == 1 else f"còn {left} ngày"
    return {"chip": chip, "tone": "doing", "title": short(record.title), "url": record.get_absolute_url(),
            "sub": record.owner.short_name, "right": f"{record.on:%d/%m/%Y}"}  # fmt: skip


def _list_url(group, side=""):
    query = "&".join(f"{name}={value}" for name, value in (("nhom", group), ("ben", side)) if value)
    return f"{reverse('desk:due')}?{query}"


def _days(value):
    """6,2 from a timedelta."""
    return decimal(value.total_seconds() / 86400)
