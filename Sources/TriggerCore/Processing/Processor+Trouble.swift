extension Processor {
  /// Something is out of reach: told once, until it is back.
  func note(_ failure: Intake.Failure) {
    let isNews =
      switch failure {
      case .store(let error): trouble.begins(.store, error, at: clock.uptime)
      case .locks(let error): trouble.begins(.locks, error, at: clock.uptime)
      }
    guard isNews, let sentence = trouble.sentence else { return }
    logger.error("\(sentence)")
    hub.emit(.trouble, .error, sentence)
  }

  /// - Parameter isPassedOver: a claim got nothing though something is due.
  func note(isPassedOver: Bool) {
    let patience = settings.lease * 2 + settings.hold
    guard barred.note(isPassedOver: isPassedOver, at: clock.uptime, patience: patience) else { return }
    hub.emit(
      .skipped, .warning,
      "Something is due that can't be locked: another transaction holds its row, or this role may read it but not change it."
    )
  }

  /// Nothing was begun, and no try is counted.
  func note(_ shortage: MachineShortage, of record: TriggerRecord) {
    let isNews = shortages.begins(shortage, of: record.type, at: clock.uptime)
    trouble.set(.machine, shortages.sentence)
    guard isNews else { return }
    let text = "Triggers of type \(record.type) are not run here for now: \(shortage.description)"
    logger.error("\(text)")
    hub.emit(.trouble, .error, text, of: record)
  }

  /// The machine could run one of the type.
  func endShortage(of type: String) {
    guard shortages.ends(of: type) else { return }
    trouble.set(.machine, shortages.sentence)
    hub.emit(.state, .notice, "Triggers of type \(type) are run again.")
  }

  func allClear(_ subject: Trouble.Subject) {
    let uptime = clock.uptime
    guard let lasted = trouble.ends(subject, at: uptime) else { return }
    let text = subject == .store ? "The database answers again." : "The locks answer again."
    logger.notice("\(text)")
    hub.emit(.state, .notice, text)
    // Others may have been cut off as well, and their leases may be over though they live.
    if lasted > settings.lease / 3 { trouble.awaitLease(from: uptime, lease: settings.lease) }
  }
}
