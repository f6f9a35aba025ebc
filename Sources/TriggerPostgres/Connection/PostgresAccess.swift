/// Whether transactions may write.
public enum PostgresAccess: Sendable {
  case readOnly
  case readWrite
}
