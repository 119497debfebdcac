"""Duties by law that no register keeps: notices to the Front, reports to the upper level, a hearing's plan."""

from desk.duties import services


def tell(scene):
    for row in scene.city.spec.get("duty", ()):
        _duty(scene, row)


def _duty(scene, row):
    made = scene.make(
        services.open_duty, rule_code=row["rule"], title=row.get("title", ""), on=scene.day(row["on"]),
        due_asked=scene.day(row.get("due")), owed_by=scene.city.body(row["by"]) if "by" in row else None,
        repeat=row.get("repeat", ""), note=row.get("note", ""),
    )  # fmt: skip
    if "done" in row:
        on = scene.day(row["done"])
        scene.act(services.finish, made, done_on=on, done_no=scene.paper(row["paper"], on))
