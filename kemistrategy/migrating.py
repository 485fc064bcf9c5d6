"""A migration operation of our own."""

from django.db.migrations.operations import CreateModel, SeparateDatabaseAndState


class CreateTogether(SeparateDatabaseAndState):
    """Creates the models of a new app as they are after all the given operations, ten times faster than one by one.

    After each operation Django renders every related model anew, and history ties all of ours together through User.
    Here they are rendered once. For initial migrations only: the operations may create models and add to them, no more.
    """

    def __init__(self, state_operations):
        super().__init__(state_operations=state_operations)

    def deconstruct(self):
        return self.__class__.__name__, [self.state_operations], {}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # what is not rendered is not rendered anew
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self._models(app_label, to_state):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self._models(app_label, from_state)):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def _models(self, app_label, state):
        names = [operation.name for operation in self.state_operations if isinstance(operation, CreateModel)]
        return [state.apps.get_model(app_label, name) for name in names]
