"""The sections of a resolution's page: what it does to others and they to it, its effect by day, its tasks."""

from django.urls import reverse
from django.utils.timezone import localdate

from sessions import force, services
from sessions.models import ResolutionTask


def context(resolution, actor):
    links = list(resolution.links.select_related("target"))
    back = list(resolution.backlinks.select_related("source"))
    now = force.force_on(
        localdate(), resolution.effective_on, resolution.expires_on, [(row.kind, row.from_on) for row in back]
    )
    label, tone = force.LABELS[now]
    return {
        "links": links, "force": {"label": label, "tone": tone}, "force_changes": force.changes(resolution, back),
        "today": localdate(), **_tasks(resolution, actor),
    }  # fmt: skip


def _tasks(resolution, actor):
    rows = ResolutionTask.objects.visible_to(actor).filter(resolution=resolution).order_by("due_on", "pk")
    new = ""
    if resolution.owner_id == actor.home_id and services.add_task.verb.permits(actor):
        new = f"{reverse('sessions:task_new')}?nghi-quyet={resolution.pk}"
    return {"tasks": list(rows.select_related("lead", "owner").defer("tsv", "words")), "tasks_new": new}
