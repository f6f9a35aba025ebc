import Foundation

/// Reads the times that operators type.
///
/// `+2h`, `+1h30m` from now · `due+2h`, `due-10m` from the row's own time · `none` · `09:00` the next such ·
/// `today 09:00`, `tomorrow 09:00` · `2026-11-24 09:00` · any of the last four with a zone behind it: `UTC`, `Z`,
/// `+02:00`, `Europe/Brussels`. Seconds may follow the minutes; ISO 8601 is read as well.
public struct ScheduleTimeParser: Sendable {
  /// What `09:00` and `tomorrow` are reckoned from.
  public var now: Instant
  /// Where no zone is given; nil refuses times that need one.
  public var zone: TimeZone?

  public init(now: Instant, zone: TimeZone? = .local()) {
    self.now = now
    self.zone = zone
  }

  /// Of a time that comes twice, when clocks are set back, the first is meant.
  ///
  /// - Throws: `InvalidInput` that names the text and what is allowed; also for a time that clocks skip.
  public func parse(_ text: String) throws(InvalidInput) -> ScheduleTime {
    let text = text.trimmingCharacters(in: .whitespaces)
    switch text.lowercased() {
    case "none": return .clear
    case "now": return .fromNow(.zero)
    default: break
    }
    if text.hasPrefix("+"), let duration = try duration(text.dropFirst(), in: text) { return .fromNow(duration) }
    if text.hasPrefix("due+"), let duration = try duration(text.dropFirst(4), in: text) { return .fromDue(duration) }
    if text.hasPrefix("due-"), let duration = try duration(text.dropFirst(4), in: text) {
      return .fromDue(.zero - duration)
    }
    guard let match = text.wholeMatch(of: /(?:(\S+?)[ T])?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?: ?(\S.*))?/),
      let hour = Int64(match.2), hour < 24, let minute = Int64(match.3), minute < 60,
      let second = Int64(match.4 ?? "0"), second < 60
    else { throw notUnderstood(text) }
    let fraction = Int64((match.5.map(String.init) ?? "").padding(toLength: 6, withPad: "0", startingAt: 0)) ?? 0
    let named = try match.6.map { zoneText throws(InvalidInput) in try timeZone(String(zoneText), in: text) }
    guard let zone = named ?? self.zone else {
      throw InvalidInput(
        "TZ in the environment names no time zone that is known here; correct it, or name the zone: \(text) UTC.")
    }
    let timeOfDay = hour * 3_600 + minute * 60 + second
    let today = day(of: now, in: zone)
    let instant: Instant
    switch match.1.map({ $0.lowercased() }) {
    case nil:
      instant = try next(timeOfDay, fraction, zone, today: today, text)
    case "today": instant = try self.instant(day: today, timeOfDay, fraction, zone, text)
    case "tomorrow": instant = try self.instant(day: today + 1, timeOfDay, fraction, zone, text)
    case let date?:
      guard let match = date.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/) else { throw notUnderstood(text) }
      guard let date = CivilDate(match.1, match.2, match.3) else {
        throw InvalidInput("There is no day \(match.0) (in \"\(text)\").")
      }
      instant = try self.instant(day: date.daysSince2000, timeOfDay, fraction, zone, text)
    }
    return .at(instant)
  }

  /// The next moment at which clocks show this; between the two of a day that has it twice, the second.
  private func next(
    _ timeOfDay: Int64, _ fraction: Int64, _ zone: TimeZone, today: Int64, _ text: String
  ) throws(InvalidInput) -> Instant {
    let todays = wallTimes(day: today, timeOfDay: timeOfDay, zone: zone)
      .map { Instant(secondsSince1970: $0, microseconds: fraction) }
    if let next = todays.first(where: { $0 > now }) { return next }
    let utc = now.secondsSince1970
    let clock = utc + offset(of: zone, at: utc) - Instant.unixOffset - today * 86_400
    let isSkippedAhead = todays.isEmpty && clock < timeOfDay
    return try instant(day: isSkippedAhead ? today : today + 1, timeOfDay, fraction, zone, text)
  }

  private func instant(
    day: Int64, _ timeOfDay: Int64, _ fraction: Int64, _ zone: TimeZone, _ text: String
  ) throws(InvalidInput) -> Instant {
    guard let seconds = wallTimes(day: day, timeOfDay: timeOfDay, zone: zone).first else {
      let date = CivilDate(daysSince2000: day)
      throw InvalidInput(
        "\"\(text)\" names a time that clocks in \(zone.identifier) skip on \(date); give one an hour later or earlier."
      )
    }
    return Instant(secondsSince1970: seconds, microseconds: fraction)
  }

  /// The moments at which clocks in the zone show this, in seconds since 1970, ascending: none where they skip it,
  /// two where they are set back over it.
  private func wallTimes(day: Int64, timeOfDay: Int64, zone: TimeZone) -> [Int64] {
    let naive = day * 86_400 + timeOfDay + Instant.unixOffset
    let offsets = Set([naive - 86_400, naive + 86_400].map { offset(of: zone, at: $0) })
    return offsets.map { naive - $0 }.filter { naive - $0 == offset(of: zone, at: $0) }.sorted()
  }

  private func offset(of zone: TimeZone, at secondsSince1970: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(secondsSince1970))))
  }

  /// Days since 2000-01-01 on the zone's calendar.
  private func day(of instant: Instant, in zone: TimeZone) -> Int64 {
    let utc = instant.secondsSince1970
    let local = utc + offset(of: zone, at: utc) - Instant.unixOffset
    return local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
  }

  private func timeZone(_ name: String, in text: String) throws(InvalidInput) -> TimeZone {
    if ["utc", "z", "gmt"].contains(name.lowercased()) { return .gmt }
    if let match = name.wholeMatch(of: /([+-])(\d\d):?(\d\d)?/), let hours = Int(match.2),
      let zone = TimeZone(secondsFromGMT: (hours * 3_600 + (Int(match.3 ?? "0") ?? 0) * 60) * (match.1 == "-" ? -1 : 1))
    {
      return zone
    }
    if let zone = TimeZone(identifier: name) { return zone }
    throw InvalidInput(
      "There is no time zone \"\(name)\" (in \"\(text)\"); use UTC, an offset such as +02:00, or a name such as "
        + "Europe/Brussels.")
  }

  private func duration(_ shorthand: Substring, in text: String) throws(InvalidInput) -> Duration? {
    guard let duration = Duration(shorthand: shorthand) else { return nil }
    guard duration <= .days(365_000) else {
      throw InvalidInput("\"\(text)\" is more than a thousand years; give less.")
    }
    return duration
  }

  private func notUnderstood(_ text: String) -> InvalidInput {
    InvalidInput(
      "\"\(text)\" is no time; use +2h, due+2h, none, 09:00, tomorrow 09:00 or 2026-11-24 09:00 UTC "
        + "(units: s m h d w).")
  }
}
