//! Building images.
pub(crate) mod base_image_tag;
pub(crate) mod shell_form_command;
pub(crate) mod syntax;
pub(crate) mod undefined_argument;
