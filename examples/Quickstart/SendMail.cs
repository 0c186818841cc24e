using Ponos;

namespace Images;

/// <summary>Send a mail: a task of the service <c>mailer</c>.</summary>
[Task("mail.send", Service = "mailer")]
public sealed record SendMail(string To, string Text);
