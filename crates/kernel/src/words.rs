//! Closed lists of words: each has the name it is stored and sent under, and the label people read.

/// For [`words!`](crate::words).
#[cfg(feature = "ssr")]
pub use utoipa;

/// Makes an enum of such words, with `ALL`, `name`, `from_name` and `label`. Its crate needs serde, and a feature
/// `ssr` under which the public API documents them.
///
/// ```
/// kernel::words! {
///     /// Where work is done.
///     Mode {
///         /// At the place.
///         OnSite = "ONSITE", "On site";
///         /// Anywhere.
///         Remote = "REMOTE", "Remote";
///     }
/// }
/// assert_eq!(Mode::from_name("REMOTE").map(Mode::label), Some("Remote"));
/// assert_eq!(Mode::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $stored:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $stored)] $word,)+
        }

        impl $name {
            /// Every one, in the order people read them.
            pub const ALL: &'static [Self] = &[$(Self::$word,)+];

            /// The stored name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$word => $stored,)+ }
            }

            /// Reads a stored name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($stored => Some(Self::$word),)+ _ => None }
            }

            /// As people say it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$word => $label,)+ }
            }
        }

        #[cfg(feature = "ssr")]
        impl $crate::words::utoipa::PartialSchema for $name {
            fn schema() -> $crate::words::utoipa::openapi::RefOr<$crate::words::utoipa::openapi::Schema> {
                $crate::words::utoipa::openapi::ObjectBuilder::new()
                    .schema_type($crate::words::utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($stored),+]))
                    .into()
            }
        }

        #[cfg(feature = "ssr")]
        impl $crate::words::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::words! {
        /// A colour of traffic lights.
        Light {
            /// Stop.
            Red = "RED", "Red";
            /// Go.
            Green = "GREEN", "Green, or blue to some";
        }
    }

    #[test]
    fn names_are_stored_sent_and_read_back() {
        for light in Light::ALL {
            assert_eq!(Light::from_name(light.name()), Some(*light));
            let sent = serde_json::to_value(light).ok();
            assert_eq!(sent, Some(light.name().into()));
        }
        assert_eq!(Light::from_name("green"), None);
        assert_eq!(Light::Green.label(), "Green, or blue to some");
    }
}
