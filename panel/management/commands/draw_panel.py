"""Draw a panel by lot."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from analysis.sortition.interchange import BadFile
from core.refusals import Refused
from panel.drawing import draw_panel
from panel.models import Draw
from panel.proof import files_of
from panel.quotas import proportional_quotas, quotas_of_file

PROPORTIONAL = "proportional"


class Command(BaseCommand):
    help = (
        "Draw a panel from the active members, and keep the proof. Prints and writes codes of this "
        "draw, wards and age bands: never a name or an address."
    )

    def add_arguments(self, parser):
        parser.add_argument("--size", type=int, required=True, help="seats of the panel")
        parser.add_argument(
            "--quotas",
            default="",
            help="a CSV of feature,value,min,max over ward and age_band, or “proportional” for "
            "what the census says",
        )
        parser.add_argument("--algorithm", choices=Draw.Algorithm.values, default="leximin")
        parser.add_argument("--one-per-household", action="store_true")
        parser.add_argument("--title", default="", help="what the panel is called")
        parser.add_argument(
            "--test-seed", metavar="N", help="draw a test that can be repeated and invites nobody"
        )
        parser.add_argument("--export", type=Path, metavar="DIR", help="write CSV files there")

    def handle(self, *, size, quotas, algorithm, one_per_household, title, test_seed, export, **_o):
        self._settled = -1
        try:
            draw = draw_panel(
                title=title or f"Panel of {size}",
                size=size,
                quotas=self.read_quotas(quotas, size),
                algorithm=algorithm,
                is_test=test_seed is not None,
                seed=test_seed,
                one_per_household=one_per_household,
                hear=self.tell_progress,
            )
            self.tell(draw)
            if export:
                self.export(draw, export)
        except (Refused, ArithmeticError, BadFile, OSError, UnicodeDecodeError) as problem:
            raise CommandError(str(problem)) from problem

    def read_quotas(self, quotas: str, size: int):
        if quotas == PROPORTIONAL:
            return proportional_quotas(size)
        return quotas_of_file(Path(quotas).read_text(encoding="utf-8-sig")) if quotas else ()

    def tell_progress(self, progress):
        if progress.settled > self._settled:
            self._settled = progress.settled
            self.stderr.write(f"{progress.settled} of {progress.kinds} groups have their chance.")

    def tell(self, draw: Draw) -> None:
        if draw.is_test:
            self.stdout.write(f"TEST DRAW, seed {draw.seed}. Nobody is ever invited by it.")
        panel = files_of(draw)["panel.csv"].splitlines()
        self.stdout.write("\n".join(panel))
        self.stdout.write(
            f"{draw.get_algorithm_ran_display()}\n"
            f"Drawn: {draw.size} of {draw.pool_size:,}. Left out of the pool: "
            f"{', '.join(f'{reason} {n:,}' for reason, n in draw.excluded.items()) or 'nobody'}.\n"
            f"Chances: lowest {draw.lowest:.6f}, highest {draw.highest:.6f}, Gini {draw.gini:.4f}\n"
            f"SHA-256 of the text: {draw.sha256}\n"
            f"Draw {draw.pk}, kept."
        )

    def export(self, draw: Draw, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        files = files_of(draw)
        for name, text in files.items():
            # As it was hashed: no line end is changed on the way.
            (folder / name).write_text(text, encoding="utf-8", newline="")
        self.stdout.write(f"Written to {folder}: {', '.join(files)}.")
