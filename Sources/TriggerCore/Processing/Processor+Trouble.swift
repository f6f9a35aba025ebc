extension Processor {
  /// Something is out of reach: told once, until it is back.
  func note(_ failure: Intake.Failure) {
    let isNews =
      switch failure {
      case .store(let error): trouble.begins(.store, error)
      case .locks(let error): trouble.begins(.locks, error)
      }
    guard isNews, let sentence = trouble.sentence else { return }
    logger.error("\(sentence)")
    hub.emit(.trouble, .error, sentence)
  }

  func allClear(_ subject: Trouble.Subject) {
    guard trouble.ends(subject) else { return }
    let text = subject == .store ? "The database answers again." : "The locks answer again."
    logger.notice("\(text)")
    hub.emit(.state, .notice, text)
    if subject == .store { trouble.awaitLease(from: clock.uptime, lease: settings.lease) }
  }
}
