"""Static files under addresses that change with their content."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_glob, MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hash names inside ES module imports as well, so that modules may be cached for ever."""

    support_js_module_import_aggregation = True
    # Django looks into *.js only.
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("*.mjs", MODULE_IMPORTS))
