"""Swedish sorting and search words, made here because no database's own collation or stemmer does it well."""

from liggaren.lib.swedish.sorting import sort_key
from liggaren.lib.swedish.terms import QueryTerm, query_terms, search_terms, tsquery_text

__all__ = ["QueryTerm", "query_terms", "search_terms", "sort_key", "tsquery_text"]
