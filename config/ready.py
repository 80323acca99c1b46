"""What a server does once, before its first request."""

import gc
from importlib import import_module

from django.conf import settings


def stand_ready() -> None:
    """Load what the first request would wait for, and leave all that stays for good out of the search for garbage.

    Python searches everything it holds now and then, in the middle of somebody's page: a tenth of a second for the
    models, forms and addresses that never go.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
