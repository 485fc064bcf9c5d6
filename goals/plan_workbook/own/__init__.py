"""The service's own workbooks: what goes out can come in again, and only what a person changed changes anything."""
