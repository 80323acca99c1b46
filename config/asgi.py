"""How a server starts Tollgate over ASGI: with production settings unless told otherwise."""

import os

from django.core.asgi import get_asgi_application

from config.ready import stand_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_asgi_application()
stand_ready()
