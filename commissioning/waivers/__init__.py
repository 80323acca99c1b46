"""The waivers room: a rule of the council's own contract rules set aside, with its own record, gate and register."""
