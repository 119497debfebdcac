from django.db import migrations

DONE = "Đã thực hiện xong nội dung hứa"


def beside(apps, schema_editor):
    """A promise that was kept had taken the place of the answer that made it: put both side by side again."""
    earlier, opinions = apps.get_model("voters", "EarlierAnswer"), apps.get_model("voters", "Opinion")
    for past in earlier.objects.filter(followed_by=DONE).order_by("-id"):
        found = opinions.objects.filter(pk=past.opinion_id, result="resolved", settled_on=None)
        now = found.values("answer", "answer_no", "answered_on").first()
        if now is None:
            continue
        found.update(
            settled_on=now["answered_on"], settlement=now["answer"], settled_no=now["answer_no"],
            answer=past.answer, answer_no=past.answer_no, answered_on=past.answered_on, result=past.result,
            expected_on=past.expected_on,
        )  # fmt: skip
        past.delete()


class Migration(migrations.Migration):
    dependencies = [("voters", "0003_contact")]

    operations = [migrations.RunPython(beside, migrations.RunPython.noop)]
