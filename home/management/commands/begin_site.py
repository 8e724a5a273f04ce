"""Makes the pages that every site has at fixed addresses, of what is not there yet."""

from django.core.management.base import BaseCommand

from home.beginning import begin_site


class Command(BaseCommand):
    help = (
        "Make the front page, the lists of consultations and of outcomes, and drafts of the pages "
        "on rules, privacy and accessibility, if they are not there. A second run changes nothing."
    )

    def handle(self, **options):
        made = begin_site()
        for address in made:
            self.stdout.write(f"Made {address}")
        if not made:
            self.stdout.write("All of them were there. Nothing was changed.")
        if any("draft" in address for address in made):
            self.stdout.write(
                "Read the drafts in /admin/, make them yours and publish them: who joins agrees to "
                "/rules/ and /privacy/."
            )
