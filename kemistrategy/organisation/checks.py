"""What `manage.py check --deploy` says of a database that must not be a production's."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from .permissions import PRACTICE_DOMAIN, practice_people


@register(Tags.security, deploy=True)
def no_practice_people(app_configs, **kwargs):
    """The sign-in refuses them in production in any case; a database without tables has none."""
    try:
        found = practice_people().count()
    except DatabaseError:
        return []
    if not found:
        return []
    return [
        Error(
            f"{found} practice people (@{PRACTICE_DOMAIN}) have an open account in this database.",
            hint="Use a database into which load_cast was never run, or close the accounts in the administration.",
            id="organisation.E001",
        )
    ]
