"""What a reader leaves in the reading room. None of it is a register: no history, no export, no search."""

from django.conf import settings
from django.db import models

from sessions.models.document import Document
from sessions.models.session import Session


class Note(models.Model):
    """A person's own note on a document, sealed: nobody else reads it, not even in a copy of the database."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="note_once")]

    def __str__(self):
        return f"{self.user_id}, {self.document_id}"


class Opening(models.Model):
    """That a person has opened a document, which version last, and how often."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="openings")
    version_number = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="opening_once")]

    def __str__(self):
        return f"{self.user_id}, {self.document_id}"


class RoomVisit(models.Model):
    """When a person was last in a session's room (`last_at`), and the time before (`since_at`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    last_at = models.DateTimeField()
    since_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "council_session"], name="room_visit_once")]

    def __str__(self):
        return f"{self.user_id}, {self.council_session_id}"


def book_name(book, name):
    return f"books/{book.council_session_id}/{name}"


class Book(models.Model):
    """The papers of a session as one PDF. `mark` tells of which papers: other papers, another book."""

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    file = models.FileField(upload_to=book_name, max_length=200)
    page_count = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council_session", "mark"], name="book_once")]

    def __str__(self):
        return f"{self.council_session_id} {self.mark[:8]}"
