from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "council_sessions"
    verbose_name = "Kỳ họp"

    def ready(self):
        from core.changes import name_acts
        from core.visibility import veil
        from sessions import figures  # noqa: F401
        from sessions.models import Question, StandingMeeting
        from sessions.rules import hidden_meetings, hidden_questions

        name_acts({"sessions.checklists": "Sửa danh mục thành phần hồ sơ"})
        veil(Question.KIND, hidden_questions)
        veil(StandingMeeting.KIND, hidden_meetings)
