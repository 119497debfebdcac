from statistics import median

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from council.models import Council
from demo.measuring.pages import pages
from demo.measuring.queries import Bare, asked
from demo.measuring.server import Browser, server
from voters.models import Opinion

MOST_QUERIES = 15
LINE = "{:28} {:>7} {:>9} {:>9} {:>6} {:>5} {:>9}  {}"
TIMES, PLUS = 3, 0.03  # the aim: at most three times the bare SQL and 30 ms


class Command(BaseCommand):
    help = (
        "Measures pages through the real server beside the bare SQL of each, in a database of its own "
        "(make bench). Ends with 1 when a page asks more than 15 queries or reads a big table from end to end."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--records", default="1000,1000000", metavar="N,...", help="sizes to fill up to (1000,1000000)"
        )
        parser.add_argument("--runs", type=int, default=5, help="times that each page is measured (5)")
        parser.add_argument("--only", default="", metavar="TEXT", help="only pages whose name contains this")
        parser.add_argument(
            "--explain", action="store_true", help="print each statement of the pages that fail or are slow"
        )

    def handle(self, *, records, runs, only, explain, **options):
        sizes = _sizes(records)
        call_command("load_rules", verbosity=0, stdout=self.stderr)
        call_command("demo", stdout=self.stderr)
        council, bad = Council.objects.get(code="song-chau"), []
        for size in sizes:
            self._fill(council, size)
            bad += self._measure(council, runs, only, explain)
        if bad:
            raise CommandError("\n".join(["These pages ask too much:", *bad]), returncode=1)

    def _fill(self, council, size):
        missing = size - Opinion.objects.count()
        if missing > 0:
            call_command("populate", records=missing, council=council.code, stdout=self.stdout)

    def _measure(self, council, runs, only, explain):
        """Print the table of one size. Returns the pages that ask too much."""
        self.stdout.write(
            f"\n{_counted('voters_opinion')} opinions, {_counted('petitions_petition')} petitions; times in ms\n"
        )
        self.stdout.write(LINE.format("page", "queries", "page", "SQL", "ratio", "aim", "SQL cold", "plans"))
        bare, bad = Bare(), []
        with server() as port:
            seats = {}
            for page in pages(council):
                if only in page.name:
                    seat = seats.get(page.user) or seats.setdefault(
                        page.user, Browser(port).sign_in(page.user)
                    )
                    bad += self._page(page, seat, bare, runs, explain)
        return bad

    def _page(self, page, seat, bare, runs, explain):
        seat.get(page.url)
        whole = median(seat.seconds(page.url) for _ in range(runs))
        warm, cold = asked(page.user, page.url), asked(page.user, page.url, remembered=False)
        sql, first = bare.seconds(warm, runs), bare.seconds(cold, 1)
        scans = bare.scans([*cold, *warm])
        verdict = "scans " + ", ".join(sorted({table for table, _ in scans})) if scans else "ok"
        aim = "met" if whole <= TIMES * sql + PLUS else "-"
        cells = f"{whole * 1000:.0f}", f"{sql * 1000:.1f}", f"{whole / sql:.1f}", aim, f"{first * 1000:.1f}"
        self.stdout.write(LINE.format(page.name, len(cold), *cells, verdict))
        if explain:
            self._explain(bare, cold)
        too_many = [f"{page.name}: {len(cold)} queries"] if len(cold) > MOST_QUERIES else []
        return too_many + [f"{page.name}: reads all of {table}: {sql[:300]}" for table, sql in scans]

    def _explain(self, bare, statements):
        for sql, params in statements:
            seconds = bare.seconds([(sql, params)], 1)
            self.stdout.write(f"    {seconds * 1000:8.1f}  {bare.link.cursor().mogrify(sql, params)}")


def _sizes(text):
    try:
        sizes = sorted({int(part) for part in text.split(",")})
    except ValueError:
        raise CommandError(f"--records wants numbers joined by commas, not {text!r}.") from None
    if sizes[0] < 1:
        raise CommandError("--records wants numbers from 1 on.")
    return sizes


def _counted(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (one of ours)
        return f"{cursor.fetchone()[0]:,}".replace(",", ".")
