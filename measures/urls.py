"""The addresses of the working pages of measures."""

app_name = "measures"
urlpatterns = [
    # --- targets
    # --- observations and evidence
    # --- statistics
]
