/// How much of a setting's value may be shown.
enum Secrecy: Sendable {
  case open
  /// All but the passwords in an address.
  case passwords
  case nothing
}
