"""What can be decided about bodies, posts and people, in the ledger's past tense."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """A ledger verb and the words the trail uses for it."""

    BODY_OPENED = "body.opened", "opened the body"
    POST_ESTABLISHED = "post.established", "established a post"
    RIGHTS_RENEWED = "post.rights_renewed", "gave a post the rights that its role has gained"
    DEPUTY_NAMED = "post.deputy_named", "named the deputy of a post"
    PERSON_REGISTERED = "person.registered", "registered a person"
    PERSON_DEACTIVATED = "person.deactivated", "closed a person's account"
    PERSON_APPOINTED = "person.appointed", "appointed a person to a post"
    PERSON_NOMINATED = "person.nominated", "nominated a person for a post"
    NOMINATION_CONFIRMED = "person.nomination_confirmed", "confirmed a nomination, which appoints the person"
    NOMINATION_DECLINED = "person.nomination_declined", "declined a nomination"
    APPOINTMENT_ENDED = "appointment.ended", "ended an appointment"
