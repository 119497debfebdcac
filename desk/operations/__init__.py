"""How the portal fares, for the operator's page and for Prometheus."""
