"""Petitions with their senders; denouncers' identities are sealed, here under one shared seal."""

from datetime import timedelta

from core.sealing import seal
from demo.filling.copying import Table
from petitions.models import Handler, Petition, SealedSender, Sender

KINDS = ["complaint"] * 6 + ["denunciation"] * 2 + ["recommendation"] * 11 + ["mixed"]
RESOLVES = {"complaint": "petition.complaint_resolve_first", "denunciation": "petition.denunciation_resolve",
            "mixed": "petition.complaint_resolve_first"}  # fmt: skip
LATE = 90  # days after which a petition should be over
RESULT = "Đã có quyết định giải quyết và trả lời người gửi theo quy định."


class Petitions:
    def __init__(self, world):
        self.world = world
        self.table, self.sender, self.sealed = Table(Petition), Table(Sender), Table(SealedSender)
        self.handler = Table(Handler)
        self.seal = "\\\\x" + seal('{"name": "(dữ liệu thử)"}').hex()
        self.units = {council.body_ptr_id: str(council.unit_id) for council in world.councils}

    @property
    def tables(self):
        return [self.table, self.sender, self.sealed, self.handler]

    def add(self, pk):
        """One petition with its sender and its handler."""
        world = self.world
        council, (on, age), kind = world.council(), world.day(), world.text.one(KINDS)
        field, title = world.text.petition(kind)
        state, values, owed = self._course(pk, council, on, age, kind)
        code = world.code(council, "ĐT", on.year)
        world.add_record(pk, Petition.KIND, council, on, state, title, code=code, owed=owed)
        self.table.add(
            record_ptr_id=str(pk),
            petition_kind=kind,
            field=field,
            unit_id=self.units[council.body_ptr_id],
            written_on=str(on),
            **values,
        )
        self.handler.add(
            petition_id=str(pk), user_id=world.user, assigned_by_id=world.user, at=f"{on} 12:00+07"
        )
        self._from(pk, kind)

    def _from(self, pk, kind):
        if kind == "denunciation":
            self.sealed.add(petition_id=str(pk), data=self.seal)
            return
        phone = f"09{self.world.rng.getrandbits(27) % 100_000_000:08}"
        self.sender.add(petition_id=str(pk), name=self.world.text.name(), phone=phone, phone_digits=phone)

    def _course(self, pk, council, on, age, kind):
        """(state, columns, deadlines) of a petition received `age` days ago."""
        chance, secret = self.world.rng.random(), kind == "denunciation"
        sorted_on = on + timedelta(int(chance * 7) + 1)
        if age < 5 or (age < 20 and chance > 0.7) or chance > 0.995:
            return "received", {}, _office(on, None, secret)
        qualified = {"is_qualified": "t", "qualified_on": str(sorted_on)}
        if chance < 0.1:
            filed = {"is_qualified": "f", "qualified_on": str(sorted_on), "fault": "date"}
            return "filed", filed, _office(on, sorted_on, secret)[:2]
        if chance < 0.18 and kind == "recommendation":
            closed = {"guided_on": str(sorted_on), "closed_on": str(sorted_on)}
            return "closed", qualified | closed, _office(on, sorted_on, False)
        return self._sent(pk, council, on, age, kind, qualified, sorted_on)

    def _sent(self, pk, council, on, age, kind, values, sent):
        """Transferred, accepted, resolved, the sender told: as far as the days allow."""
        rng, agency = self.world.rng, self.world.text.one(self.world.agencies[council.body_ptr_id])
        values |= {
            "agency_id": str(agency),
            "transferred_on": str(sent),
            "letter_no": f"{pk % 900 + 1}/PC-HĐND",
        }
        self.world.show(pk, agency)
        owed, left = _office(on, sent, kind == "denunciation"), age - (sent - on).days
        stuck = rng.random() < (0.02 if age > LATE else 0.2)
        complains = kind in ("complaint", "mixed")
        if complains:
            accepted = sent + timedelta(5) if left > 5 and not (stuck and rng.random() < 0.5) else None
            owed.append(("petition.complaint_accept", agency, sent, accepted, None))
            if accepted is None:
                return "transferred", values, owed
        start = sent + timedelta(5)
        if left <= 5:
            return "transferred", values, owed
        if kind != "recommendation":
            values |= {"accepted_on": str(start), "accepted_no": f"{pk % 500 + 1}/TB"}
        return self._accepted(pk, agency, kind, values, owed, start, left - 5, stuck)

    def _accepted(self, pk, agency, kind, values, owed, start, left, stuck):
        took = int(self.world.rng.random() * 27) + 5
        over = left > took + 12 and not stuck
        resolved = start + timedelta(took) if over else None
        if kind in RESOLVES:
            owed.append((RESOLVES[kind], agency, start, resolved, None))
        if not over:
            return "transferred" if kind == "recommendation" else "agency_accepted", values, owed
        reported, informed = resolved + timedelta(4), resolved + timedelta(7)
        owed.append(("petition.agency_reports_result", agency, resolved, reported, None))
        owed.append(("petition.inform_citizen", None, reported, informed, None))
        values |= {
            "resolved_on": str(resolved), "resolved_no": f"{pk % 400 + 1}/QĐ", "outcome": ("right", "partly", "wrong")[pk % 3],
            "result": RESULT, "reported_on": str(reported), "informed_on": str(informed), "closed_on": str(informed),
        }  # fmt: skip
        return "closed", values, owed


def _office(on, met, secret):
    """What the office owes on a petition from the day of receipt."""
    owed = [("petition.sort", None, on, met, None)]
    if secret:
        owed += [
            ("petition.denunciation_check", None, on, met, None),
            ("petition.denunciation_transfer", None, on, met, None),
        ]
    return owed
