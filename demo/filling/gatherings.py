"""Sessions, rounds with their visits and recommendations, and meetings with voters, in proportion."""

from datetime import timedelta

from demo.filling.copying import Table
from oversight.models import Recommendation, Round, Visit
from sessions.models import Session
from voters.models import Meeting

VISITS, WANTED = 3, 4  # units and recommendations of one round
FIELDS = [
    "defence",
    "personnel",
    "building",
    "land",
    "budget",
    "education",
    "health",
    "environment",
    "welfare",
]


class Gatherings:
    def __init__(self, world):
        self.world = world
        self.session, self.meeting = Table(Session), Table(Meeting)
        self.round, self.visit, self.wanted = Table(Round), Table(Visit), Table(Recommendation)
        self.taken = {term: _last_number(term) for term in world.term.values()}

    @property
    def tables(self):
        return [self.session, self.meeting, self.round, self.visit, self.wanted]

    def add_session(self, pk):
        """A session that was held, numbered after those of its term."""
        council, (on, _) = self.world.council(), self.world.day()
        term = self.world.term[council.body_ptr_id]
        self.taken[term] += 1
        kind = (
            "thematic" if self.world.rng.random() < 0.5 else "regular_mid" if on.month < 9 else "regular_end"
        )
        title = f"Kỳ họp thứ {self.taken[term]}, {'chuyên đề' if kind == 'thematic' else 'thường lệ'} năm {on.year}"
        self.world.add_record(pk, Session.KIND, council, on, "closed", title)
        self.session.add(
            record_ptr_id=str(pk), term_id=str(term), number=str(self.taken[term]), session_kind=kind, ends_on=str(on),
            delegates_total="50", delegates_present="48", minutes_total="420", minutes_qa="120",
        )  # fmt: skip

    def add_meeting(self, pk):
        """A meeting that was held. Returns (id, council, day, age)."""
        council, (on, age) = self.world.council(), self.world.day()
        place = self.world.text.where()
        owed = [("meeting.notice", None, on, on - timedelta(9), None)]
        title = f"Đại biểu HĐND tiếp xúc cử tri tại {place}"
        self.world.add_record(pk, Meeting.KIND, council, on, "reported", title, owed=owed)
        voters = int(self.world.rng.random() * 120) + 30
        self.meeting.add(
            record_ptr_id=str(pk), meeting_kind=("before", "after")[pk % 2], unit_id=str(council.unit_id), hamlet=place[-60:],
            voters=str(voters), speakers=str(voters // 8), reported_on=str(on + timedelta(2)),
        )  # fmt: skip
        return pk, council, on, age

    def add_round(self, pk):
        """A round with its visits and recommendations; takes 1 + VISITS + WANTED ids from `pk` on."""
        council, (on, age) = self.world.council(), self.world.day()
        body, agencies = str(council.body_ptr_id), self.world.agencies[council.body_ptr_id]
        concluded = on + timedelta(40)
        done = age > 40
        title = f"Giám sát việc {self.world.text.opinion()[1].split(' ', 2)[-1]}"
        code = self.world.code(council, "GS", on.year)
        self.world.add_record(
            pk, Round.KIND, council, on, "concluded" if done else "decided", title, code=code
        )
        end = {
            "conclusion_on": str(concluded),
            "conclusion_no": "07/KL",
            "conclusion": "Cơ bản tốt, còn hạn chế.",
        }
        self.round.add(
            record_ptr_id=str(pk), subject_kind="council", subject_body_id=body, field=self.world.text.one(FIELDS),
            decision_on=str(on), decision_no="15/QĐ", **(end if done else {}),
        )  # fmt: skip
        targets = self.world.rng.sample(agencies, min(VISITS, len(agencies)))
        for number, target in enumerate(targets):
            self._visit(pk, pk + 1 + number, council, on, target, done)
        for number in range(WANTED if done else 0):
            self._wanted(pk, pk + 1 + VISITS + number, council, concluded, self.world.text.one(agencies))

    def _visit(self, parent, pk, council, on, target, done):
        state = "worked" if done else "planned"
        self.world.add_record(
            pk, Visit.KIND, council, on + timedelta(20), state, "Làm việc với đơn vị", parent=parent
        )
        self.world.show(pk, target)
        self.visit.add(record_ptr_id=str(pk), round_id=str(parent), target_id=str(target))

    def _wanted(self, parent, pk, council, on, lead):
        due = on + timedelta(90)
        done = due if due <= self.world.today and self.world.rng.random() < 0.93 else None
        owed = [("recommendation.response", lead, on, done, due)]
        code, title = self.world.code(council, "KNGS", on.year), self.world.text.opinion()[1]
        self.world.add_record(
            pk,
            Recommendation.KIND,
            council,
            on,
            "done" if done else "open",
            title,
            code=code,
            parent=parent,
            owed=owed,
        )
        self.world.show(pk, lead)
        values = (
            {"done_on": str(done), "confirmed_by_id": self.world.user, "evidence": "Biên bản"} if done else {}
        )
        self.wanted.add(
            record_ptr_id=str(pk), round_id=str(parent), lead_id=str(lead), due_on=str(due), **values
        )


def _last_number(term):
    numbers = Session.objects.filter(term=term).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0
