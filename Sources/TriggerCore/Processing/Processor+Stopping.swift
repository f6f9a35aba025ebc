extension Processor {
  /// Called again while it drains, it gives handlers no more grace. Returns when all is stopped and recorded, or when
  /// only handlers are left that ignore being cancelled: their leases are renewed until they end.
  public func drain() async {
    guard session != nil else {
      await heart?.value
      return
    }
    if let draining {
      isHurried = true
      session?.settled.raise()
      return await draining.value
    }
    isHurried = false
    // A last try.
    endings += setAside
    setAside = []
    enter(.draining)
    let task = Task { await finishWork() }
    draining = task
    await task.value
  }

  private func finishWork() async {
    defer { draining = nil }
    await handBack(takeReady())
    await waitForWork(atMost: settings.grace) { !self.isHurried }
    if state == .draining { abandonSetAside() }
    if state == .draining, !runs.isEmpty || isHurried {
      for epoch in runs.keys { cancel(epoch) }
      // What was stopped is handed back before this returns: the program may end then.
      await waitForWork(atMost: settings.cancelGrace) { true }
    }
    closeIfDone()
    if session == nil { await heart?.value }
  }

  func cancel(_ epoch: Int64) {
    runs[epoch]?.isCancelled = true
    runs[epoch]?.task?.cancel()
  }

  private func waitForWork(atMost limit: Duration, while isPatient: () -> Bool) async {
    let deadline = clock.uptime + limit
    while hasWork, state == .draining, isPatient(), clock.uptime < deadline {
      await session?.settled.wait(atMost: deadline - clock.uptime)
    }
  }

  private var hasWork: Bool {
    !runs.isEmpty || !endings.isEmpty || !recording.isEmpty || !setAside.isEmpty || pending > 0
  }

  /// A call that a drain waits for has returned.
  func workEnded() {
    pending -= 1
    progressed()
  }

  func progressed() {
    session?.settled.raise()
    closeIfDone()
  }

  /// Ends the session of a processor that drains, or that was opened for one run only.
  private func closeIfDone() {
    guard let session, state == .draining || state == .off, !hasWork else { return }
    self.session = nil
    session.close()
    enter(.off)
  }
}
