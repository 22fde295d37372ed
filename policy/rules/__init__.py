"""One file per rule, and the list of them.

A rule is a module: its docstring is its documentation, NAME and SEVERITY say what they say, and `check(context)` yields
findings. The names stand for ever; the order is that of the documentation.
"""

from collections.abc import Iterator
from typing import Protocol

from policy.context import Context
from policy.finding import Finding
from policy.rules import (
    ambiguous_dependency_source,
    ambiguous_publish_list,
    conflicting_dependency_sources,
    conflicting_publish_lists,
    crates_io_replaced,
    cross_registry_dependency,
    cross_registry_path_dependency,
    dependency_without_source,
    duplicate_index,
    duplicate_publish_entry,
    explicit_crates_io_registry,
    git_dependency_without_version,
    invalid_argument,
    invalid_config,
    invalid_dependency_feature,
    invalid_index_url,
    invalid_lock_file,
    invalid_manifest,
    invalid_registry_name,
    invalid_source,
    invalid_workspace,
    missing_packaged_file,
    missing_path_dependency,
    missing_publish_restriction,
    missing_source_folder,
    missing_target_file,
    misspelt_dependency_key,
    misspelt_publish_key,
    optional_workspace_dependency,
    package_without_target,
    password_in_index_url,
    path_dependency_falls_to_crates_io,
    path_dependency_without_version,
    plain_http_index,
    publish_against_policy,
    publish_not_inherited,
    publish_without_version,
    registry_index_against_policy,
    registry_not_in_publish_list,
    source_replacement_cycle,
    sparse_index_without_slash,
    token_in_project_config,
    undefined_inheritance,
    undefined_registry,
    undefined_source_replacement,
    unpublishable_package,
    unreadable_manifest,
)


class Rule(Protocol):
    """What every module in RULES is."""

    NAME: str
    SEVERITY: str
    __doc__: str | None

    def check(self, context: Context) -> Iterator[Finding]:
        """Yield what the rule finds."""


RULES: tuple[Rule, ...] = (
    # registries
    undefined_registry,
    invalid_registry_name,
    invalid_index_url,
    password_in_index_url,
    plain_http_index,
    sparse_index_without_slash,
    duplicate_index,
    registry_index_against_policy,
    # publishing
    missing_publish_restriction,
    misspelt_publish_key,
    publish_not_inherited,
    publish_without_version,
    unpublishable_package,
    registry_not_in_publish_list,
    ambiguous_publish_list,
    duplicate_publish_entry,
    conflicting_publish_lists,
    publish_against_policy,
    # dependencies
    cross_registry_dependency,
    cross_registry_path_dependency,
    path_dependency_without_version,
    git_dependency_without_version,
    path_dependency_falls_to_crates_io,
    misspelt_dependency_key,
    explicit_crates_io_registry,
    dependency_without_source,
    ambiguous_dependency_source,
    conflicting_dependency_sources,
    invalid_dependency_feature,
    missing_path_dependency,
    # credentials
    token_in_project_config,
    # sources
    undefined_source_replacement,
    source_replacement_cycle,
    crates_io_replaced,
    invalid_source,
    missing_source_folder,
    # files
    invalid_config,
    invalid_manifest,
    unreadable_manifest,
    invalid_lock_file,
    invalid_workspace,
    undefined_inheritance,
    optional_workspace_dependency,
    missing_packaged_file,
    missing_target_file,
    package_without_target,
    invalid_argument,
)
