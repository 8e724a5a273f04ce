// node_modules/govuk-frontend/dist/govuk/common/index.mjs
function getBreakpoint(name) {
  const property = `--govuk-breakpoint-${name}`;
  const value = window.getComputedStyle(document.documentElement).getPropertyValue(property);
  return {
    property,
    value: value || void 0
  };
}
function setFocus($element, options = {}) {
  var _options$onBeforeFocu;
  const isFocusable = $element.getAttribute("tabindex");
  if (!isFocusable) {
    $element.setAttribute("tabindex", "-1");
  }
  function onFocus() {
    $element.addEventListener("blur", onBlur, {
      once: true
    });
  }
  function onBlur() {
    var _options$onBlur;
    (_options$onBlur = options.onBlur) == null || _options$onBlur.call($element);
    if (!isFocusable) {
      $element.removeAttribute("tabindex");
    }
  }
  $element.addEventListener("focus", onFocus, {
    once: true
  });
  (_options$onBeforeFocu = options.onBeforeFocus) == null || _options$onBeforeFocu.call($element);
  $element.focus();
}
function isInitialised($root, moduleName) {
  return $root instanceof HTMLElement && $root.hasAttribute(`data-${moduleName}-init`);
}
function isSupported($scope = document.body) {
  if (!$scope) {
    return false;
  }
  return $scope.classList.contains("govuk-frontend-supported");
}
function isArray(option) {
  return Array.isArray(option);
}
function isObject(option) {
  return !!option && typeof option === "object" && !isArray(option);
}
function isScope($scope) {
  return !!$scope && ($scope instanceof Element || $scope instanceof Document);
}
function formatErrorMessage(Component2, message) {
  return `${Component2.moduleName}: ${message}`;
}

// node_modules/govuk-frontend/dist/govuk/errors/index.mjs
var GOVUKFrontendError = class extends Error {
  constructor(...args) {
    super(...args);
    this.name = "GOVUKFrontendError";
  }
};
var SupportError = class extends GOVUKFrontendError {
  /**
   * Checks if GOV.UK Frontend is supported on this page
   *
   * @param {Element | Document | null | string} [scopeOrMessage] - HTML element `<body>` checked for browser support or support error message
   */
  constructor(scopeOrMessage = document.body) {
    let supportMessage = "noModule" in HTMLScriptElement.prototype ? 'GOV.UK Frontend initialised without `<body class="govuk-frontend-supported">` from template `<script>` snippet' : "GOV.UK Frontend is not supported in this browser";
    if (!isScope(scopeOrMessage)) {
      supportMessage = 'GOV.UK Frontend initialised without `<script type="module">`';
    }
    super(typeof scopeOrMessage === "string" ? scopeOrMessage : supportMessage);
    this.name = "SupportError";
  }
};
var ConfigError = class extends GOVUKFrontendError {
  constructor(...args) {
    super(...args);
    this.name = "ConfigError";
  }
};
var ElementError = class extends GOVUKFrontendError {
  constructor(messageOrOptions) {
    let message = typeof messageOrOptions === "string" ? messageOrOptions : "";
    if (isObject(messageOrOptions)) {
      const {
        component,
        identifier,
        element,
        expectedType
      } = messageOrOptions;
      message = identifier;
      message += element ? ` is not of type ${expectedType != null ? expectedType : "HTMLElement"}` : " not found";
      if (component) {
        message = formatErrorMessage(component, message);
      }
    }
    super(message);
    this.name = "ElementError";
  }
};
var InitError = class extends GOVUKFrontendError {
  constructor(componentOrMessage) {
    const message = typeof componentOrMessage === "string" ? componentOrMessage : formatErrorMessage(componentOrMessage, `Root element (\`$root\`) already initialised`);
    super(message);
    this.name = "InitError";
  }
};

// node_modules/govuk-frontend/dist/govuk/component.mjs
var _self = typeof globalThis !== "undefined" ? globalThis : self;
var Component = class {
  /**
   * Returns the root element of the component
   *
   * @protected
   * @returns {RootElementType} - the root element of component
   */
  get $root() {
    return this._$root;
  }
  constructor($root) {
    this._$root = void 0;
    const childConstructor = this.constructor;
    if (typeof childConstructor.moduleName !== "string") {
      throw new InitError(`\`moduleName\` not defined in component`);
    }
    if (!($root instanceof childConstructor.elementType)) {
      throw new ElementError({
        element: $root,
        component: childConstructor,
        identifier: "Root element (`$root`)",
        expectedType: childConstructor.elementType.name
      });
    } else {
      this._$root = $root;
    }
    childConstructor.checkSupport();
    this.checkInitialised();
    const moduleName = childConstructor.moduleName;
    this.$root.setAttribute(`data-${moduleName}-init`, "");
  }
  checkInitialised() {
    const constructor = this.constructor;
    const moduleName = constructor.moduleName;
    if (moduleName && isInitialised(this.$root, moduleName)) {
      throw new InitError(constructor);
    }
  }
  static checkSupport() {
    if (!isSupported()) {
      throw new SupportError();
    }
  }
};
Component.elementType = _self.HTMLElement;

// node_modules/govuk-frontend/dist/govuk/common/configuration.mjs
var configOverride = /* @__PURE__ */ Symbol.for("configOverride");
var ConfigurableComponent = class extends Component {
  [configOverride](param) {
    return {};
  }
  /**
   * Returns the root element of the component
   *
   * @protected
   * @returns {ConfigurationType} - the root element of component
   */
  get config() {
    return this._config;
  }
  constructor($root, config) {
    super($root);
    this._config = void 0;
    const childConstructor = this.constructor;
    if (!isObject(childConstructor.defaults)) {
      throw new ConfigError(formatErrorMessage(childConstructor, "Config passed as parameter into constructor but no defaults defined"));
    }
    const datasetConfig = normaliseDataset(childConstructor, this._$root.dataset);
    this._config = mergeConfigs(childConstructor.defaults, config != null ? config : {});
    this._config = mergeConfigs(this._config, this[configOverride](datasetConfig), datasetConfig);
  }
};
function normaliseString(value, property) {
  if (property != null && property.type && !["string", "number", "boolean"].includes(property.type)) {
    return;
  }
  const trimmedValue = value ? value.trim() : "";
  let output;
  let outputType = property == null ? void 0 : property.type;
  if (!outputType) {
    if (["true", "false"].includes(trimmedValue)) {
      outputType = "boolean";
    }
    if (trimmedValue.length > 0 && isFinite(Number(trimmedValue))) {
      outputType = "number";
    }
  }
  switch (outputType) {
    case "boolean":
      output = trimmedValue === "true";
      break;
    case "number":
      output = Number(trimmedValue);
      break;
    default:
      output = value;
  }
  return output;
}
function normaliseDataset(Component2, dataset) {
  if (!isObject(Component2.schema)) {
    throw new ConfigError(formatErrorMessage(Component2, "Config passed as parameter into constructor but no schema defined"));
  }
  const out = {};
  const entries = Object.entries(Component2.schema.properties);
  for (const entry of entries) {
    const [namespace, property] = entry;
    const field = namespace.toString();
    if (field in dataset) {
      out[field] = normaliseString(dataset[field], property);
    }
    if ((property == null ? void 0 : property.type) === "object") {
      out[field] = extractConfigByNamespace(Component2.schema, dataset, namespace);
    }
  }
  return out;
}
function normaliseOptions(scopeOrOptions) {
  let $scope = document;
  let onError;
  if (isObject(scopeOrOptions)) {
    const options = scopeOrOptions;
    if (isScope(options.scope) || options.scope === null) {
      $scope = options.scope;
    }
    if (typeof options.onError === "function") {
      onError = options.onError;
    }
  }
  if (isScope(scopeOrOptions)) {
    $scope = scopeOrOptions;
  } else if (scopeOrOptions === null) {
    $scope = null;
  } else if (typeof scopeOrOptions === "function") {
    onError = scopeOrOptions;
  }
  return {
    scope: $scope,
    onError
  };
}
function mergeConfigs(...configObjects) {
  const formattedConfigObject = {};
  for (const configObject of configObjects) {
    for (const key of Object.keys(configObject)) {
      const option = formattedConfigObject[key];
      const override = configObject[key];
      if (isObject(option) && isObject(override)) {
        formattedConfigObject[key] = mergeConfigs(option, override);
      } else {
        formattedConfigObject[key] = override;
      }
    }
  }
  return formattedConfigObject;
}
function validateConfig(schema, config) {
  const validationErrors = [];
  for (const [name, conditions] of Object.entries(schema)) {
    const errors = [];
    if (Array.isArray(conditions)) {
      for (const {
        required,
        errorMessage
      } of conditions) {
        if (!required.every((key) => !!config[key])) {
          errors.push(errorMessage);
        }
      }
      if (name === "anyOf" && !(conditions.length - errors.length >= 1)) {
        validationErrors.push(...errors);
      }
    }
  }
  return validationErrors;
}
function extractConfigByNamespace(schema, dataset, namespace) {
  const property = schema.properties[namespace];
  if ((property == null ? void 0 : property.type) !== "object") {
    return;
  }
  const newObject = {
    [namespace]: {}
  };
  for (const [key, value] of Object.entries(dataset)) {
    let current = newObject;
    const keyParts = key.split(".");
    for (const [index, name] of keyParts.entries()) {
      if (isObject(current)) {
        if (index < keyParts.length - 1) {
          if (!isObject(current[name])) {
            current[name] = {};
          }
          current = current[name];
        } else if (key !== namespace) {
          current[name] = normaliseString(value);
        }
      }
    }
  }
  return newObject[namespace];
}

// node_modules/govuk-frontend/dist/govuk/common/create-element.mjs
function createElement(tagName, attributes = {}, children = []) {
  const $element = document.createElement(tagName);
  Object.entries(attributes).forEach(([name, value]) => {
    $element.setAttribute(name, value);
  });
  for (const child of children) {
    $element.append(child);
  }
  return $element;
}

// node_modules/govuk-frontend/dist/govuk/i18n.mjs
var I18n = class {
  constructor(translations = {}, config = {}) {
    var _config$locale;
    this.translations = void 0;
    this.locale = void 0;
    this.translations = translations;
    this.locale = (_config$locale = config.locale) != null ? _config$locale : document.documentElement.lang || "en";
  }
  t(lookupKey, options) {
    if (!lookupKey) {
      throw new Error("i18n: lookup key missing");
    }
    let translation = this.translations[lookupKey];
    if (typeof (options == null ? void 0 : options.count) === "number" && isObject(translation)) {
      const translationPluralForm = translation[this.getPluralSuffix(lookupKey, options.count)];
      if (translationPluralForm) {
        translation = translationPluralForm;
      }
    }
    if (typeof translation === "string") {
      if (translation.match(/%{(.\S+)}/)) {
        if (!options) {
          throw new Error("i18n: cannot replace placeholders in string if no option data provided");
        }
        return this.replacePlaceholders(translation, options);
      }
      return translation;
    }
    return lookupKey;
  }
  replacePlaceholders(translationString, options) {
    const formatter = Intl.NumberFormat.supportedLocalesOf(this.locale).length ? new Intl.NumberFormat(this.locale) : void 0;
    return translationString.replace(/%{(.\S+)}/g, function(placeholderWithBraces, placeholderKey) {
      if (Object.prototype.hasOwnProperty.call(options, placeholderKey)) {
        const placeholderValue = options[placeholderKey];
        if (placeholderValue === false || typeof placeholderValue !== "number" && typeof placeholderValue !== "string") {
          return "";
        }
        if (typeof placeholderValue === "number") {
          return formatter ? formatter.format(placeholderValue) : `${placeholderValue}`;
        }
        return placeholderValue;
      }
      throw new Error(`i18n: no data found to replace ${placeholderWithBraces} placeholder in string`);
    });
  }
  hasIntlPluralRulesSupport() {
    return Boolean("PluralRules" in window.Intl && Intl.PluralRules.supportedLocalesOf(this.locale).length);
  }
  getPluralSuffix(lookupKey, count) {
    count = Number(count);
    if (!isFinite(count)) {
      return "other";
    }
    const translation = this.translations[lookupKey];
    const preferredForm = this.hasIntlPluralRulesSupport() ? new Intl.PluralRules(this.locale).select(count) : "other";
    if (isObject(translation)) {
      if (preferredForm in translation) {
        return preferredForm;
      } else if ("other" in translation) {
        console.warn(`i18n: Missing plural form ".${preferredForm}" for "${this.locale}" locale. Falling back to ".other".`);
        return "other";
      }
    }
    throw new Error(`i18n: Plural form ".other" is required for "${this.locale}" locale`);
  }
};

// node_modules/govuk-frontend/dist/govuk/components/button/button.mjs
var DEBOUNCE_TIMEOUT_IN_SECONDS = 1;
var Button = class extends ConfigurableComponent {
  /**
   * @param {Element | null} $root - HTML element to use for button
   * @param {ButtonConfig} [config] - Button config
   */
  constructor($root, config = {}) {
    super($root, config);
    this.debounceFormSubmitTimer = null;
    this.$root.addEventListener("keydown", (event) => this.handleKeyDown(event));
    this.$root.addEventListener("click", (event) => this.debounce(event));
  }
  handleKeyDown(event) {
    const $target = event.target;
    if (event.key !== " ") {
      return;
    }
    if ($target instanceof HTMLElement && $target.getAttribute("role") === "button") {
      event.preventDefault();
      $target.click();
    }
  }
  debounce(event) {
    if (!this.config.preventDoubleClick) {
      return;
    }
    if (this.debounceFormSubmitTimer) {
      event.preventDefault();
      return false;
    }
    this.debounceFormSubmitTimer = window.setTimeout(() => {
      this.debounceFormSubmitTimer = null;
    }, DEBOUNCE_TIMEOUT_IN_SECONDS * 1e3);
  }
};
Button.moduleName = "govuk-button";
Button.defaults = Object.freeze({
  preventDoubleClick: false
});
Button.schema = Object.freeze({
  properties: {
    preventDoubleClick: {
      type: "boolean"
    }
  }
});

// node_modules/govuk-frontend/dist/govuk/common/closest-attribute-value.mjs
function closestAttributeValue($element, attributeName) {
  const $closestElementWithAttribute = $element.closest(`[${attributeName}]`);
  return $closestElementWithAttribute ? $closestElementWithAttribute.getAttribute(attributeName) : null;
}

// node_modules/govuk-frontend/dist/govuk/components/character-count/character-count.mjs
var CharacterCount = class _CharacterCount extends ConfigurableComponent {
  [configOverride](datasetConfig) {
    let configOverrides = {};
    if ("maxwords" in datasetConfig || "maxlength" in datasetConfig) {
      configOverrides = {
        maxlength: void 0,
        maxwords: void 0
      };
    }
    if ("maxwords" in datasetConfig || this.config.maxwords !== void 0) {
      console.warn(formatErrorMessage(_CharacterCount, 'Option `maxwords` is deprecated. Use `maxlength` with `countType: "words"` instead.'));
      if (!("maxlength" in datasetConfig)) {
        var _datasetConfig$maxwor;
        configOverrides.maxlength = (_datasetConfig$maxwor = datasetConfig.maxwords) != null ? _datasetConfig$maxwor : this.config.maxwords;
        configOverrides.countType = "words";
      }
    }
    return configOverrides;
  }
  /**
   * @param {Element | null} $root - HTML element to use for character count
   * @param {CharacterCountConfig} [config] - Character count config
   */
  constructor($root, config = {}) {
    var _this$config$maxlengt;
    super($root, config);
    this.$textarea = void 0;
    this.count = 0;
    this.segmenter = null;
    this.$visibleCountMessage = void 0;
    this.$screenReaderCountMessage = void 0;
    this.lastInputTimestamp = null;
    this.lastInputValue = "";
    this.valueChecker = null;
    this.i18n = void 0;
    this.maxLength = void 0;
    const $textarea = this.$root.querySelector(".govuk-js-character-count");
    if (!($textarea instanceof HTMLTextAreaElement || $textarea instanceof HTMLInputElement)) {
      throw new ElementError({
        component: _CharacterCount,
        element: $textarea,
        expectedType: "HTMLTextareaElement or HTMLInputElement",
        identifier: "Form field (`.govuk-js-character-count`)"
      });
    }
    const errors = validateConfig(_CharacterCount.schema, this.config);
    if (errors[0]) {
      throw new ConfigError(formatErrorMessage(_CharacterCount, errors[0]));
    }
    this.i18n = new I18n(this.config.i18n, {
      locale: closestAttributeValue(this.$root, "lang")
    });
    if (this.config.countType === "characters" || this.config.countType === "words" && this.config.maxwords === void 0) {
      if (!("Segmenter" in Intl)) {
        throw new SupportError(formatErrorMessage(_CharacterCount, 'Support for "Intl.Segmenter" required'));
      }
      this.segmenter = new Intl.Segmenter(this.i18n.locale, {
        granularity: this.config.countType === "words" ? "word" : "grapheme"
      });
    }
    this.maxLength = (_this$config$maxlengt = this.config.maxlength) != null ? _this$config$maxlengt : Infinity;
    this.$textarea = $textarea;
    const textareaDescriptionId = `${this.$textarea.id}-info`;
    const $textareaDescription = document.getElementById(textareaDescriptionId);
    if (!$textareaDescription) {
      throw new ElementError({
        component: _CharacterCount,
        element: $textareaDescription,
        identifier: `Count message (\`id="${textareaDescriptionId}"\`)`
      });
    }
    this.$errorMessage = this.$root.querySelector(".govuk-error-message");
    if ($textareaDescription.textContent.match(/^\s*$/)) {
      $textareaDescription.textContent = this.i18n.t("textareaDescription", {
        count: this.maxLength
      });
    }
    this.$textarea.insertAdjacentElement("afterend", $textareaDescription);
    const $screenReaderCountMessage = createElement("div", {
      class: "govuk-character-count__sr-status govuk-visually-hidden",
      "aria-live": "polite"
    });
    this.$screenReaderCountMessage = $screenReaderCountMessage;
    $textareaDescription.insertAdjacentElement("afterend", $screenReaderCountMessage);
    const $visibleCountMessage = createElement("div", {
      class: `${$textareaDescription.className} govuk-character-count__status`,
      "aria-hidden": "true"
    });
    this.$visibleCountMessage = $visibleCountMessage;
    $textareaDescription.insertAdjacentElement("afterend", $visibleCountMessage);
    $textareaDescription.classList.add("govuk-visually-hidden");
    this.$textarea.removeAttribute("maxlength");
    this.bindChangeEvents();
    window.addEventListener("pageshow", () => {
      if (this.$textarea.value !== this.$textarea.textContent) {
        this.updateCount();
        this.updateCountMessage();
      }
    });
    this.updateCount();
    this.updateCountMessage();
  }
  bindChangeEvents() {
    this.$textarea.addEventListener("input", () => this.handleInput());
    this.$textarea.addEventListener("focus", () => this.handleFocus());
    this.$textarea.addEventListener("blur", () => this.handleBlur());
  }
  handleInput() {
    this.updateCount();
    this.updateVisibleCountMessage();
    this.lastInputTimestamp = Date.now();
  }
  handleFocus() {
    this.valueChecker = window.setInterval(() => {
      if (!this.lastInputTimestamp || Date.now() - 500 >= this.lastInputTimestamp) {
        this.updateIfValueChanged();
      }
    }, 1e3);
  }
  handleBlur() {
    if (this.valueChecker) {
      window.clearInterval(this.valueChecker);
    }
  }
  updateIfValueChanged() {
    if (this.$textarea.value !== this.lastInputValue) {
      this.lastInputValue = this.$textarea.value;
      this.updateCountMessage();
    }
  }
  updateCountMessage() {
    this.updateVisibleCountMessage();
    this.updateScreenReaderCountMessage();
  }
  updateVisibleCountMessage() {
    const remainingNumber = this.maxLength - this.count;
    const isError = remainingNumber < 0;
    this.$visibleCountMessage.classList.toggle("govuk-character-count__message--disabled", !this.isOverThreshold());
    if (!this.$errorMessage) {
      this.$textarea.classList.toggle("govuk-textarea--error", isError);
    }
    this.$visibleCountMessage.classList.toggle("govuk-error-message", isError);
    this.$visibleCountMessage.classList.toggle("govuk-hint", !isError);
    this.$visibleCountMessage.textContent = this.getCountMessage();
  }
  updateScreenReaderCountMessage() {
    if (this.isOverThreshold()) {
      this.$screenReaderCountMessage.removeAttribute("aria-hidden");
    } else {
      this.$screenReaderCountMessage.setAttribute("aria-hidden", "true");
    }
    this.$screenReaderCountMessage.textContent = this.getCountMessage();
  }
  updateCount() {
    const text = this.$textarea.value;
    if (this.config.countType === "characters") {
      this.count = this.segmenter ? Array.from(this.segmenter.segment(text)).length : 0;
      return;
    }
    if (this.config.countType === "words") {
      if (this.config.maxwords !== void 0) {
        var _text$match$length, _text$match;
        this.count = (_text$match$length = (_text$match = text.match(/\S+/g)) == null ? void 0 : _text$match.length) != null ? _text$match$length : 0;
        return;
      }
      const segments = this.segmenter ? Array.from(this.segmenter.segment(text)) : [];
      this.count = segments.filter((segment) => segment.isWordLike).length;
      return;
    }
    this.count = text.length;
  }
  getCountMessage() {
    const remainingNumber = this.maxLength - this.count;
    return this.formatCountMessage(remainingNumber);
  }
  formatCountMessage(remainingNumber, countType) {
    countType = countType != null ? countType : this.config.countType;
    let translationKeyPrefix = "characters";
    let translationKeySuffix = remainingNumber < 0 ? "OverLimit" : "UnderLimit";
    if (countType === "words") {
      translationKeyPrefix = "words";
    }
    if (remainingNumber === 0) {
      translationKeySuffix = "AtLimit";
    }
    return this.i18n.t(`${translationKeyPrefix}${translationKeySuffix}`, {
      count: remainingNumber === 0 ? void 0 : Math.abs(remainingNumber)
    });
  }
  isOverThreshold() {
    if (!this.config.threshold) {
      return true;
    }
    const currentLength = this.count;
    const maxLength = this.maxLength;
    const thresholdValue = maxLength * this.config.threshold / 100;
    return thresholdValue <= currentLength;
  }
};
CharacterCount.moduleName = "govuk-character-count";
CharacterCount.defaults = Object.freeze({
  threshold: 0,
  countType: "length",
  i18n: {
    charactersUnderLimit: {
      one: "You have %{count} character remaining",
      other: "You have %{count} characters remaining"
    },
    charactersAtLimit: "You have 0 characters remaining",
    charactersOverLimit: {
      one: "You have %{count} character too many",
      other: "You have %{count} characters too many"
    },
    wordsUnderLimit: {
      one: "You have %{count} word remaining",
      other: "You have %{count} words remaining"
    },
    wordsAtLimit: "You have 0 words remaining",
    wordsOverLimit: {
      one: "You have %{count} word too many",
      other: "You have %{count} words too many"
    },
    textareaDescription: {
      other: ""
    }
  }
});
CharacterCount.schema = Object.freeze({
  properties: {
    i18n: {
      type: "object"
    },
    maxwords: {
      type: "number"
    },
    maxlength: {
      type: "number"
    },
    threshold: {
      type: "number"
    },
    countType: {
      type: "string"
    }
  },
  anyOf: [{
    required: ["maxwords"],
    errorMessage: 'Either "maxlength" or "maxwords" must be provided'
  }, {
    required: ["maxlength"],
    errorMessage: 'Either "maxlength" or "maxwords" must be provided'
  }]
});

// node_modules/govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs
var Checkboxes = class _Checkboxes extends Component {
  /**
   * Checkboxes can be associated with a 'conditionally revealed' content block
   * – for example, a checkbox for 'Phone' could reveal an additional form field
   * for the user to enter their phone number.
   *
   * These associations are made using a `data-aria-controls` attribute, which
   * is promoted to an aria-controls attribute during initialisation.
   *
   * We also need to restore the state of any conditional reveals on the page
   * (for example if the user has navigated back), and set up event handlers to
   * keep the reveal in sync with the checkbox state.
   *
   * @param {Element | null} $root - HTML element to use for checkboxes
   */
  constructor($root) {
    super($root);
    this.$inputs = void 0;
    const $inputs = this.$root.querySelectorAll('input[type="checkbox"]');
    if (!$inputs.length) {
      throw new ElementError({
        component: _Checkboxes,
        identifier: 'Form inputs (`<input type="checkbox">`)'
      });
    }
    this.$inputs = $inputs;
    this.$inputs.forEach(($input) => {
      const targetId = $input.getAttribute("data-aria-controls");
      if (!targetId) {
        return;
      }
      if (!document.getElementById(targetId)) {
        throw new ElementError({
          component: _Checkboxes,
          identifier: `Conditional reveal (\`id="${targetId}"\`)`
        });
      }
      $input.setAttribute("aria-controls", targetId);
      $input.removeAttribute("data-aria-controls");
    });
    window.addEventListener("pageshow", () => this.syncAllConditionalReveals());
    this.syncAllConditionalReveals();
    this.$root.addEventListener("click", (event) => this.handleClick(event));
  }
  syncAllConditionalReveals() {
    this.$inputs.forEach(($input) => this.syncConditionalRevealWithInputState($input));
  }
  syncConditionalRevealWithInputState($input) {
    const targetId = $input.getAttribute("aria-controls");
    if (!targetId) {
      return;
    }
    const $target = document.getElementById(targetId);
    if ($target != null && $target.classList.contains("govuk-checkboxes__conditional")) {
      const inputIsChecked = $input.checked;
      $input.setAttribute("aria-expanded", inputIsChecked.toString());
      $target.classList.toggle("govuk-checkboxes__conditional--hidden", !inputIsChecked);
    }
  }
  unCheckAllInputsExcept($input) {
    const allInputsWithSameName = document.querySelectorAll(`input[type="checkbox"][name="${$input.name}"]`);
    allInputsWithSameName.forEach(($inputWithSameName) => {
      const hasSameFormOwner = $input.form === $inputWithSameName.form;
      if (hasSameFormOwner && $inputWithSameName !== $input) {
        $inputWithSameName.checked = false;
        this.syncConditionalRevealWithInputState($inputWithSameName);
      }
    });
  }
  unCheckExclusiveInputs($input) {
    const allInputsWithSameNameAndExclusiveBehaviour = document.querySelectorAll(`input[data-behaviour="exclusive"][type="checkbox"][name="${$input.name}"]`);
    allInputsWithSameNameAndExclusiveBehaviour.forEach(($exclusiveInput) => {
      const hasSameFormOwner = $input.form === $exclusiveInput.form;
      if (hasSameFormOwner) {
        $exclusiveInput.checked = false;
        this.syncConditionalRevealWithInputState($exclusiveInput);
      }
    });
  }
  handleClick(event) {
    const $clickedInput = event.target;
    if (!($clickedInput instanceof HTMLInputElement) || $clickedInput.type !== "checkbox") {
      return;
    }
    const hasAriaControls = $clickedInput.getAttribute("aria-controls");
    if (hasAriaControls) {
      this.syncConditionalRevealWithInputState($clickedInput);
    }
    if (!$clickedInput.checked) {
      return;
    }
    const hasBehaviourExclusive = $clickedInput.getAttribute("data-behaviour") === "exclusive";
    if (hasBehaviourExclusive) {
      this.unCheckAllInputsExcept($clickedInput);
    } else {
      this.unCheckExclusiveInputs($clickedInput);
    }
  }
};
Checkboxes.moduleName = "govuk-checkboxes";

// node_modules/govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs
var ErrorSummary = class extends ConfigurableComponent {
  /**
   * @param {Element | null} $root - HTML element to use for error summary
   * @param {ErrorSummaryConfig} [config] - Error summary config
   */
  constructor($root, config = {}) {
    super($root, config);
    if (!this.config.disableAutoFocus) {
      setFocus(this.$root);
    }
    this.$root.addEventListener("click", (event) => this.handleClick(event));
  }
  handleClick(event) {
    const $target = event.target;
    if ($target && this.focusTarget($target)) {
      event.preventDefault();
    }
  }
  focusTarget($target) {
    if (!($target instanceof HTMLAnchorElement)) {
      return false;
    }
    const inputId = $target.hash.replace("#", "");
    if (!inputId) {
      return false;
    }
    const $input = document.getElementById(inputId);
    if (!$input) {
      return false;
    }
    const $legendOrLabel = this.getAssociatedLegendOrLabel($input);
    if (!$legendOrLabel) {
      return false;
    }
    $legendOrLabel.scrollIntoView();
    $input.focus({
      preventScroll: true
    });
    return true;
  }
  getAssociatedLegendOrLabel($input) {
    var _document$querySelect;
    const $fieldset = $input.closest("fieldset");
    if ($fieldset) {
      const $legends = $fieldset.getElementsByTagName("legend");
      if ($legends.length) {
        const $candidateLegend = $legends[0];
        if ($input instanceof HTMLInputElement && ($input.type === "checkbox" || $input.type === "radio")) {
          return $candidateLegend;
        }
        const legendTop = $candidateLegend.getBoundingClientRect().top;
        const inputRect = $input.getBoundingClientRect();
        if (inputRect.height && window.innerHeight) {
          const inputBottom = inputRect.top + inputRect.height;
          if (inputBottom - legendTop < window.innerHeight / 2) {
            return $candidateLegend;
          }
        }
      }
    }
    return (_document$querySelect = document.querySelector(`label[for='${$input.getAttribute("id")}']`)) != null ? _document$querySelect : $input.closest("label");
  }
};
ErrorSummary.moduleName = "govuk-error-summary";
ErrorSummary.defaults = Object.freeze({
  disableAutoFocus: false
});
ErrorSummary.schema = Object.freeze({
  properties: {
    disableAutoFocus: {
      type: "boolean"
    }
  }
});

// node_modules/govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs
var NotificationBanner = class extends ConfigurableComponent {
  /**
   * @param {Element | null} $root - HTML element to use for notification banner
   * @param {NotificationBannerConfig} [config] - Notification banner config
   */
  constructor($root, config = {}) {
    super($root, config);
    if (this.$root.getAttribute("role") === "alert" && !this.config.disableAutoFocus) {
      setFocus(this.$root);
    }
  }
};
NotificationBanner.moduleName = "govuk-notification-banner";
NotificationBanner.defaults = Object.freeze({
  disableAutoFocus: false
});
NotificationBanner.schema = Object.freeze({
  properties: {
    disableAutoFocus: {
      type: "boolean"
    }
  }
});

// node_modules/govuk-frontend/dist/govuk/components/radios/radios.mjs
var Radios = class _Radios extends Component {
  /**
   * Radios can be associated with a 'conditionally revealed' content block –
   * for example, a radio for 'Phone' could reveal an additional form field for
   * the user to enter their phone number.
   *
   * These associations are made using a `data-aria-controls` attribute, which
   * is promoted to an aria-controls attribute during initialisation.
   *
   * We also need to restore the state of any conditional reveals on the page
   * (for example if the user has navigated back), and set up event handlers to
   * keep the reveal in sync with the radio state.
   *
   * @param {Element | null} $root - HTML element to use for radios
   */
  constructor($root) {
    super($root);
    this.$inputs = void 0;
    const $inputs = this.$root.querySelectorAll('input[type="radio"]');
    if (!$inputs.length) {
      throw new ElementError({
        component: _Radios,
        identifier: 'Form inputs (`<input type="radio">`)'
      });
    }
    this.$inputs = $inputs;
    this.$inputs.forEach(($input) => {
      const targetId = $input.getAttribute("data-aria-controls");
      if (!targetId) {
        return;
      }
      if (!document.getElementById(targetId)) {
        throw new ElementError({
          component: _Radios,
          identifier: `Conditional reveal (\`id="${targetId}"\`)`
        });
      }
      $input.setAttribute("aria-controls", targetId);
      $input.removeAttribute("data-aria-controls");
    });
    window.addEventListener("pageshow", () => this.syncAllConditionalReveals());
    this.syncAllConditionalReveals();
    this.$root.addEventListener("click", (event) => this.handleClick(event));
  }
  syncAllConditionalReveals() {
    this.$inputs.forEach(($input) => this.syncConditionalRevealWithInputState($input));
  }
  syncConditionalRevealWithInputState($input) {
    const targetId = $input.getAttribute("aria-controls");
    if (!targetId) {
      return;
    }
    const $target = document.getElementById(targetId);
    if ($target != null && $target.classList.contains("govuk-radios__conditional")) {
      const inputIsChecked = $input.checked;
      $input.setAttribute("aria-expanded", inputIsChecked.toString());
      $target.classList.toggle("govuk-radios__conditional--hidden", !inputIsChecked);
    }
  }
  handleClick(event) {
    const $clickedInput = event.target;
    if (!($clickedInput instanceof HTMLInputElement) || $clickedInput.type !== "radio") {
      return;
    }
    const $allInputs = document.querySelectorAll('input[type="radio"][aria-controls]');
    const $clickedInputForm = $clickedInput.form;
    const $clickedInputName = $clickedInput.name;
    $allInputs.forEach(($input) => {
      const hasSameFormOwner = $input.form === $clickedInputForm;
      const hasSameName = $input.name === $clickedInputName;
      if (hasSameName && hasSameFormOwner) {
        this.syncConditionalRevealWithInputState($input);
      }
    });
  }
};
Radios.moduleName = "govuk-radios";

// node_modules/govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs
var _self2 = typeof globalThis !== "undefined" ? globalThis : self;
var SkipLink = class _SkipLink extends Component {
  /**
   * @param {Element | null} $root - HTML element to use for skip link
   * @throws {ElementError} when $root is not set or the wrong type
   * @throws {ElementError} when $root.hash does not contain a hash
   * @throws {ElementError} when the linked element is missing or the wrong type
   */
  constructor($root) {
    var _this$$root$getAttrib;
    super($root);
    const hash = this.$root.hash;
    const href = (_this$$root$getAttrib = this.$root.getAttribute("href")) != null ? _this$$root$getAttrib : "";
    if (this.$root.origin !== window.location.origin || this.$root.pathname !== window.location.pathname) {
      return;
    }
    const linkedElementId = hash.replace("#", "");
    if (!linkedElementId) {
      throw new ElementError(`Skip link: Target link (\`href="${href}"\`) has no hash fragment`);
    }
    const $linkedElement = document.getElementById(linkedElementId);
    if (!$linkedElement) {
      throw new ElementError({
        component: _SkipLink,
        element: $linkedElement,
        identifier: `Target content (\`id="${linkedElementId}"\`)`
      });
    }
    this.$root.addEventListener("click", () => setFocus($linkedElement, {
      onBeforeFocus() {
        $linkedElement.classList.add("govuk-skip-link-focused-element");
      },
      onBlur() {
        $linkedElement.classList.remove("govuk-skip-link-focused-element");
      }
    }));
  }
};
SkipLink.elementType = _self2.HTMLAnchorElement;
SkipLink.moduleName = "govuk-skip-link";

// node_modules/govuk-frontend/dist/govuk/components/tabs/tabs.mjs
var Tabs = class _Tabs extends Component {
  /**
   * @param {Element | null} $root - HTML element to use for tabs
   */
  constructor($root) {
    super($root);
    this.$tabs = void 0;
    this.$tabList = void 0;
    this.$tabListItems = void 0;
    this.jsHiddenClass = "govuk-tabs__panel--hidden";
    this.changingHash = false;
    this.boundTabClick = void 0;
    this.boundTabKeydown = void 0;
    this.boundOnHashChange = void 0;
    this.mql = null;
    const $tabs = this.$root.querySelectorAll("a.govuk-tabs__tab");
    if (!$tabs.length) {
      throw new ElementError({
        component: _Tabs,
        identifier: 'Links (`<a class="govuk-tabs__tab">`)'
      });
    }
    this.$tabs = $tabs;
    this.boundTabClick = this.onTabClick.bind(this);
    this.boundTabKeydown = this.onTabKeydown.bind(this);
    this.boundOnHashChange = this.onHashChange.bind(this);
    const $tabList = this.$root.querySelector(".govuk-tabs__list");
    const $tabListItems = this.$root.querySelectorAll("li.govuk-tabs__list-item");
    if (!$tabList) {
      throw new ElementError({
        component: _Tabs,
        identifier: 'List (`<ul class="govuk-tabs__list">`)'
      });
    }
    if (!$tabListItems.length) {
      throw new ElementError({
        component: _Tabs,
        identifier: 'List items (`<li class="govuk-tabs__list-item">`)'
      });
    }
    this.$tabList = $tabList;
    this.$tabListItems = $tabListItems;
    this.setupResponsiveChecks();
  }
  setupResponsiveChecks() {
    const breakpoint = getBreakpoint("tablet");
    if (!breakpoint.value) {
      throw new ElementError({
        component: _Tabs,
        identifier: `CSS custom property (\`${breakpoint.property}\`) on pseudo-class \`:root\``
      });
    }
    this.mql = window.matchMedia(`(min-width: ${breakpoint.value})`);
    if ("addEventListener" in this.mql) {
      this.mql.addEventListener("change", () => this.checkMode());
    } else {
      this.mql.addListener(() => this.checkMode());
    }
    this.checkMode();
  }
  checkMode() {
    var _this$mql;
    if ((_this$mql = this.mql) != null && _this$mql.matches) {
      this.setup();
    } else {
      this.teardown();
    }
  }
  setup() {
    var _this$getTab;
    this.$tabList.setAttribute("role", "tablist");
    this.$tabListItems.forEach(($item) => {
      $item.setAttribute("role", "presentation");
    });
    this.$tabs.forEach(($tab) => {
      this.setAttributes($tab);
      $tab.addEventListener("click", this.boundTabClick, true);
      $tab.addEventListener("keydown", this.boundTabKeydown, true);
      this.hideTab($tab);
    });
    const $activeTab = (_this$getTab = this.getTab(window.location.hash)) != null ? _this$getTab : this.$tabs[0];
    this.showTab($activeTab);
    window.addEventListener("hashchange", this.boundOnHashChange, true);
  }
  teardown() {
    this.$tabList.removeAttribute("role");
    this.$tabListItems.forEach(($item) => {
      $item.removeAttribute("role");
    });
    this.$tabs.forEach(($tab) => {
      $tab.removeEventListener("click", this.boundTabClick, true);
      $tab.removeEventListener("keydown", this.boundTabKeydown, true);
      this.unsetAttributes($tab);
    });
    window.removeEventListener("hashchange", this.boundOnHashChange, true);
  }
  onHashChange() {
    const hash = window.location.hash;
    const $tabWithHash = this.getTab(hash);
    if (!$tabWithHash) {
      return;
    }
    if (this.changingHash) {
      this.changingHash = false;
      return;
    }
    const $previousTab = this.getCurrentTab();
    if (!$previousTab) {
      return;
    }
    this.hideTab($previousTab);
    this.showTab($tabWithHash);
    $tabWithHash.focus();
  }
  hideTab($tab) {
    this.unhighlightTab($tab);
    this.hidePanel($tab);
  }
  showTab($tab) {
    this.highlightTab($tab);
    this.showPanel($tab);
  }
  getTab(hash) {
    return this.$root.querySelector(`a.govuk-tabs__tab[href="${hash}"]`);
  }
  setAttributes($tab) {
    const panelId = $tab.hash.replace("#", "");
    if (!panelId) {
      return;
    }
    $tab.setAttribute("id", `tab_${panelId}`);
    $tab.setAttribute("role", "tab");
    $tab.setAttribute("aria-controls", panelId);
    $tab.setAttribute("aria-selected", "false");
    $tab.setAttribute("tabindex", "-1");
    const $panel = this.getPanel($tab);
    if (!$panel) {
      return;
    }
    $panel.setAttribute("role", "tabpanel");
    $panel.setAttribute("aria-labelledby", $tab.id);
    $panel.classList.add(this.jsHiddenClass);
  }
  unsetAttributes($tab) {
    $tab.removeAttribute("id");
    $tab.removeAttribute("role");
    $tab.removeAttribute("aria-controls");
    $tab.removeAttribute("aria-selected");
    $tab.removeAttribute("tabindex");
    const $panel = this.getPanel($tab);
    if (!$panel) {
      return;
    }
    $panel.removeAttribute("role");
    $panel.removeAttribute("aria-labelledby");
    $panel.classList.remove(this.jsHiddenClass);
  }
  onTabClick(event) {
    const $currentTab = this.getCurrentTab();
    const $nextTab = event.currentTarget;
    if (!$currentTab || !($nextTab instanceof HTMLAnchorElement)) {
      return;
    }
    event.preventDefault();
    this.hideTab($currentTab);
    this.showTab($nextTab);
    this.createHistoryEntry($nextTab);
  }
  createHistoryEntry($tab) {
    const $panel = this.getPanel($tab);
    if (!$panel) {
      return;
    }
    const panelId = $panel.id;
    $panel.id = "";
    this.changingHash = true;
    window.location.hash = panelId;
    $panel.id = panelId;
  }
  onTabKeydown(event) {
    switch (event.key) {
      case "ArrowLeft":
      case "Left":
        this.activatePreviousTab();
        event.preventDefault();
        break;
      case "ArrowRight":
      case "Right":
        this.activateNextTab();
        event.preventDefault();
        break;
    }
  }
  activateNextTab() {
    const $currentTab = this.getCurrentTab();
    if (!($currentTab != null && $currentTab.parentElement)) {
      return;
    }
    const $nextTabListItem = $currentTab.parentElement.nextElementSibling;
    if (!$nextTabListItem) {
      return;
    }
    const $nextTab = $nextTabListItem.querySelector("a.govuk-tabs__tab");
    if (!$nextTab) {
      return;
    }
    this.hideTab($currentTab);
    this.showTab($nextTab);
    $nextTab.focus();
    this.createHistoryEntry($nextTab);
  }
  activatePreviousTab() {
    const $currentTab = this.getCurrentTab();
    if (!($currentTab != null && $currentTab.parentElement)) {
      return;
    }
    const $previousTabListItem = $currentTab.parentElement.previousElementSibling;
    if (!$previousTabListItem) {
      return;
    }
    const $previousTab = $previousTabListItem.querySelector("a.govuk-tabs__tab");
    if (!$previousTab) {
      return;
    }
    this.hideTab($currentTab);
    this.showTab($previousTab);
    $previousTab.focus();
    this.createHistoryEntry($previousTab);
  }
  getPanel($tab) {
    const panelId = $tab.hash.replace("#", "");
    if (!panelId) {
      return null;
    }
    return this.$root.querySelector(`#${panelId}`);
  }
  showPanel($tab) {
    const $panel = this.getPanel($tab);
    if (!$panel) {
      return;
    }
    $panel.classList.remove(this.jsHiddenClass);
  }
  hidePanel($tab) {
    const $panel = this.getPanel($tab);
    if (!$panel) {
      return;
    }
    $panel.classList.add(this.jsHiddenClass);
  }
  unhighlightTab($tab) {
    if (!$tab.parentElement) {
      return;
    }
    $tab.setAttribute("aria-selected", "false");
    $tab.parentElement.classList.remove("govuk-tabs__list-item--selected");
    $tab.setAttribute("tabindex", "-1");
  }
  highlightTab($tab) {
    if (!$tab.parentElement) {
      return;
    }
    $tab.setAttribute("aria-selected", "true");
    $tab.parentElement.classList.add("govuk-tabs__list-item--selected");
    $tab.setAttribute("tabindex", "0");
  }
  getCurrentTab() {
    return this.$root.querySelector(".govuk-tabs__list-item--selected a.govuk-tabs__tab");
  }
};
Tabs.moduleName = "govuk-tabs";

// node_modules/govuk-frontend/dist/govuk/init.mjs
function createAll(Component2, config, scopeOrOptions) {
  let $elements;
  const options = normaliseOptions(scopeOrOptions);
  try {
    var _options$scope;
    if (!isSupported()) {
      throw new SupportError();
    }
    if (options.scope === null) {
      throw new ElementError({
        element: options.scope,
        component: Component2,
        identifier: "Scope element (`$scope`)"
      });
    }
    $elements = (_options$scope = options.scope) == null ? void 0 : _options$scope.querySelectorAll(`[data-module="${Component2.moduleName}"]`);
  } catch (error) {
    if (options.onError) {
      options.onError(error, {
        component: Component2,
        config
      });
    } else {
      console.log(error);
    }
    return [];
  }
  return Array.from($elements != null ? $elements : []).map(($element) => {
    try {
      return typeof config !== "undefined" ? new Component2($element, config) : new Component2($element);
    } catch (error) {
      if (options.onError) {
        options.onError(error, {
          element: $element,
          component: Component2,
          config
        });
      } else {
        console.log(error);
      }
      return null;
    }
  }).filter(Boolean);
}
export {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  Tabs,
  createAll
};
