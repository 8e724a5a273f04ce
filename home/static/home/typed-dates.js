/* A date that the picker cannot read stays as it was typed, for the form to say what is wrong.
   The picker would turn it into today without a word. */
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
