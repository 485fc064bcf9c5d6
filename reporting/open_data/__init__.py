"""Open data: what the public sees, as documented JSON and CSV at addresses that stay."""

from . import measured, planned, published
from .columns import ADDRESS, ATTRIBUTION, LICENCE, LICENCE_ADDRESS, VERSION, Column, Dataset, address_of
from .writing import catalogue, csv_parts, json_parts, schema_of

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset for dataset in (*planned.DATASETS, *measured.DATASETS, *published.DATASETS)
}
TOLD = published.TOLD  # of one report; its rows are asked by the report's slug

__all__ = [
    "ADDRESS",
    "ATTRIBUTION",
    "DATASETS",
    "LICENCE",
    "LICENCE_ADDRESS",
    "TOLD",
    "VERSION",
    "Column",
    "Dataset",
    "address_of",
    "catalogue",
    "csv_parts",
    "json_parts",
    "schema_of",
]
