"""Tables found on sheets and read as goals, actions, measures, key indicators and projects. Pure."""
