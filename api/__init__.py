"""The API for programs: `/api/v1`. It reaches the record through `service` alone, and knows no rule."""
