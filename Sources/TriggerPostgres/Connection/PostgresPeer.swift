import BlockingIO

/// A PostgreSQL database, as one connection uses it.
package struct PostgresPeer: Peer {
  let address: PostgresAddress
  let access: PostgresAccess
  /// Every session listens to them.
  let channels: [String]
  let consent: StatementConsent

  package func open(until deadline: Deadline, wake: Wake) throws -> PostgresSession {
    let connection = try LibpqConnection.open(address, until: deadline, wake: wake)
    let session = PostgresSession(connection, wake: wake, consent: consent)
    if !channels.isEmpty { _ = try session.run(channels.map(Self.listen), until: deadline) }
    return session
  }

  package func isOutage(_ error: any Error) -> Bool {
    if case PostgresError.unreachable = error { true } else { false }
  }

  private static func listen(to channel: String) -> PostgresStatement {
    PostgresStatement("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
  }
}
