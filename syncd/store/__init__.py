"""The only place that says SQL: tables, rows to domain and back, transactions."""
