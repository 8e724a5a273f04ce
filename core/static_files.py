"""Static files under addresses that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hash names inside ES module imports as well, so that modules may be cached for ever."""

    support_js_module_import_aggregation = True
