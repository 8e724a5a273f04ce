"""Which pages the CMS would publish many at once, past their forms."""

from wagtail.models import Page


def about_to_be_published(request, action_type: str, objects, action) -> list[Page]:
    """List the pages that a bulk action would publish now; none where it does something else."""
    if action.models != [Page] or action_type != "publish" or request.method != "POST":
        return []
    pages = list(objects)
    if request.POST.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live()]
    return pages
