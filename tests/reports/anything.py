"""Registers filled at random: every kind of record that some figure counts, in every state that matters to one."""

from datetime import date, timedelta
from itertools import count

from core.models import Deadline
from core.services.deadlines import choose_rule
from oversight.models import Finding, JointRound, Recommendation, Round, Visit
from petitions.models import CitizenVisit, Petition, Reception
from sessions.models import Dossier, Question, Resolution, Session
from tests.reports.conftest import make
from tests.reports.seed import delegation
from voters.models import EarlierAnswer, Meeting, Opinion

FIRST, DAYS = date(2022, 1, 1), 364
KINDS = ("complaint", "denunciation", "recommendation", "mixed")
_number = count(1)


class Registers:
    """`rnd` is a random.Random; every record is of the council, its ward, or a neighbour that must not be counted."""

    def __init__(self, city, rnd):
        self.city, self.rnd = city, rnd
        self.host = delegation(city)
        self.terms = {
            owner.pk: owner.terms.first() or owner.terms.create(starts_on=date(2021, 6, 20)) for owner in self.owners
        }  # fmt: skip

    @property
    def owners(self):
        return [self.city.council, self.city.ward, self.city.neighbour]

    def fill(self, most, least=0):
        for one in (self.session, self.dossier, self.question, self.resolution, self.meeting, self.opinion, self.sent_up,
                    self.petition, self.reception, self.visit, self.oversight, self.joint):  # fmt: skip
            for _ in range(self.rnd.randint(least, most)):
                one(**self.common())

    def common(self):
        return {"owner": self.rnd.choice(self.owners), "on": FIRST + timedelta(self.rnd.randint(0, DAYS))}

    def some(self, *choices):
        return self.rnd.choice(choices)

    def later(self, day, most=90):
        """None, or a day up to `most` days after."""
        return self.some(None, day + timedelta(self.rnd.randint(0, most)))

    def limit(self, record, code, day, met):
        due, waived = day + timedelta(self.rnd.randint(0, 60)), not met and self.some(True, False, False)
        told = (
            {"waived_on": due, "waived_reason": "Đã rút", "waived_by": self.city.users["staff"]}
            if waived
            else {}
        )
        Deadline.objects.create(
            record=record, holder_id=record.owner_id, code=code, owed="Việc", anchor_on=day, due_on=due, met_on=met,
            rule=choose_rule(code, day, self.city.council), **told,
        )  # fmt: skip

    def session(self, owner, on, **more):
        total = self.some(None, self.rnd.randint(60, 900))
        values = {
            "session_kind": self.some("regular_mid", "regular_end", "thematic", "urgent"), "minutes_total": total,
            "minutes_qa": self.some(None, 60) if total else None, "number": next(_number), "term": self.terms[owner.pk],
        }  # fmt: skip
        state = more.get("state") or self.some("planned", "opened", "closed")
        return make(Session, owner, state, title="Kỳ họp", on=on, **values)

    def dossier(self, owner, on):
        received, verified = self.later(on), self.later(on)
        told = {"verified_on": verified, "opinion": "Đồng ý"} if verified else {}
        made = make(
            Dossier, owner, "received", council_session=self.session(owner, on, state="planned"), document_kind="draft",
            title="Tờ trình", submitter=self.city.agency, committee=self.city.committee, on=on, assigned_on=on,
            received_on=received, **told,
        )  # fmt: skip
        self.limit(made, "dossier.to_committee", on, received)

    def question(self, owner, on):
        answered, promised = self.later(on), self.later(on)
        told = {"answered_on": answered, "answer": "Đã rõ"} if answered else {}
        told |= {
            "respondent": self.city.agency,
            "respondent_post": "Giám đốc",
            "delegate": self.city.delegate,
        }
        state = self.some("submitted", "asked", "answered", "withdrawn")
        made = make(Question, owner, state, title="Chất vấn", on=on, submitted_on=on, field="urban", **told)
        if promised:
            made.promises.create(number=1, text="Sẽ làm", due_on=promised)

    def resolution(self, owner, on):
        held = self.session(owner, on, state="closed")
        make(Resolution, owner, "passed", council_session=held, field="budget", title="Nghị quyết", on=on,
             code=f"{next(_number)}/NQ", is_normative=self.some(True, False))  # fmt: skip

    def meeting(self, owner, on):
        voters = self.some(None, self.rnd.randint(0, 500))
        make(Meeting, owner, self.some("planned", "held", "reported"), title="TXCT", on=on, hamlet=self.some("", "Tổ 3"),
             voters=voters, speakers=self.some(None, voters), meeting_kind="before", unit=self.city.ward_unit,
             host=self.some(None, self.host))  # fmt: skip

    def opinion(self, owner, on, **values):
        level = values.pop("competence", None) or self.some("city", "commune", "neighbourhood")
        values |= {
            "title": "Ý kiến",
            "field": "traffic",
            "competence": level,
            "code": f"KN-{next(_number)}",
            "on": on,
        }
        if self.some(True, False) and "sent_up_on" not in values:
            values["kept_below_on"] = on
        spot, forwarded = self.some(True, False), self.later(on)
        if spot:
            values |= {"on_spot": True, "answered_on": on, "answer": "Đã rõ", "result": "explained"}
        elif forwarded:
            values |= {"forwarded_on": forwarded, "agency": self.city.agency}
            if answered := self.later(forwarded):
                values |= {"answered_on": answered, "answer": "Đã xong", "result": "explained"}
        if earlier := Opinion.objects.filter(owner=owner).first():
            values["same_as"] = self.some(None, earlier)
        made = make(Opinion, owner, "recorded", **values)
        if values.get("forwarded_on"):
            self.limit(made, "opinion.answer", values["forwarded_on"], values.get("answered_on"))
        if self.some(True, False):
            EarlierAnswer.objects.create(
                opinion=made, agency=self.city.agency, forwarded_on=self.later(on), answered_on=on + timedelta(30),
                set_aside_on=on + timedelta(self.rnd.randint(30, 120)), answer="Đã trả lời", result="explained",
                on_spot=self.some(True, False),
            )  # fmt: skip

    def sent_up(self, owner, on):
        up = on + timedelta(self.rnd.randint(0, 30))
        self.opinion(self.city.ward, on, competence="city", sent_up_on=up, sent_up_to=self.city.council)

    def petition(self, owner, on):
        people = self.some(1, 7)
        values = {"petition_kind": self.some(*KINDS), "people": people, "is_mass": people > 4}
        if qualified := self.later(on, 20):
            lasting = self.some(True, False)
            values |= {"is_qualified": lasting, "qualified_on": qualified, "fault": "" if lasting else "date"}
        if sent := self.later(on, 40):
            values |= {"transferred_on": sent, "agency": self.city.agency}
        if done := self.later(on):
            values |= {"resolved_on": done, "outcome": "right", "result": "Đã xong"}
        if earlier := Petition.objects.filter(owner=owner).first():
            values |= self.some({}, {"follows": earlier, "relation": "part"})
        made = make(Petition, owner, "received", title="Đơn", code=f"DT-{next(_number)}", on=on, field="land",
                    guided_on=self.later(on), **values)  # fmt: skip
        self.limit(made, "petition.sort", on, self.later(on))

    def reception(self, owner, on):
        make(Reception, owner, self.some("planned", "held", "cancelled"), title="Tiếp công dân", on=on, host_name="Trưởng Ban",
             reception_kind="periodic")  # fmt: skip

    def visit(self, owner, on):
        people, refused = self.some(1, 9), self.some(True, False, False)
        more = {"refused_on": on, "refusal": "unable"} if refused else {}
        make(CitizenVisit, owner, "refused" if refused else "recorded", title="Phản ánh", on=on, visit_kind=self.some(*KINDS),
             field="land", people=people, is_mass=people > 4, **more)  # fmt: skip

    def oversight(self, owner, on):
        kind, state = (
            self.some("standing", "committee"),
            self.some("proposed", "decided", "concluded", "cancelled"),
        )
        body = self.city.standing if kind == "standing" else self.city.committee
        made = make(
            Round, owner, state, title="Giám sát", on=on, field="land", subject_kind=kind, subject_body=body
        )
        for target in [self.city.agency, self.city.other_agency][: self.rnd.randint(0, 2)]:
            state = self.some("worked", "worked", "cancelled")
            visit = make(Visit, owner, state, round=made, target=target, title="Làm việc", on=on)
            self.finding(visit)
        if made.state == "concluded":
            for _ in range(self.rnd.randint(1, 3)):
                self.recommendation(made)

    def finding(self, visit):
        kind = self.some("good", "fault", "fault")
        earlier = Finding.objects.filter(finding_kind="fault").first() if kind == "fault" else None
        told = {"on": visit.on, "repeats": self.some(None, earlier), "finding_kind": kind}
        make(
            Finding,
            visit.owner,
            self.some("noted", "concluded", "withdrawn"),
            visit=visit,
            title="Phát hiện",
            **told,
        )

    def recommendation(self, made):
        done = self.later(made.on)
        told = (
            {"done_on": done, "evidence": "Biên bản", "confirmed_by": self.city.users["staff"]}
            if done
            else {}
        )
        make(Recommendation, made.owner, "done" if done else self.some("draft", "open"), round=made, lead=self.city.agency,
             title="Khắc phục", on=made.on, due_on=made.on + timedelta(self.rnd.randint(0, 90)), **told)  # fmt: skip

    def joint(self, owner, on):
        make(JointRound, owner, self.some("planned", "taken", "cancelled"), title="Đoàn của Quốc hội", on=on, level="assembly",
             host="Ủy ban", field="land")  # fmt: skip
