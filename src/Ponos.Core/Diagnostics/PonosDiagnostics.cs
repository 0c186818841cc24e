namespace Ponos;

/// <summary>The names under which Ponos tells of its work, for whoever collects, filters or draws it. They do not change.</summary>
public static class PonosDiagnostics
{
    /// <summary>The activity source: <c>AddSource(PonosDiagnostics.SourceName)</c>.</summary>
    public const string SourceName = "Ponos";

    /// <summary>The meter: <c>AddMeter(PonosDiagnostics.MeterName)</c>.</summary>
    public const string MeterName = "Ponos";

    /// <summary>The names of measurements.</summary>
    public static class Instruments
    {
        /// <summary>A counter: jobs that the broker took.</summary>
        public const string Published = "messaging.client.sent.messages";

        /// <summary>A counter: deliveries, by outcome.</summary>
        public const string Consumed = "messaging.client.consumed.messages";

        /// <summary>A histogram in seconds: from the delivery of a job to its outcome.</summary>
        public const string ProcessDuration = "messaging.process.duration";

        /// <summary>A counter: attempts that were followed by another.</summary>
        public const string Retries = "ponos.retries";

        /// <summary>A counter: attempts that went on after their timeout.</summary>
        public const string Overruns = "ponos.handler.overruns";

        /// <summary>A counter: settlements that the broker did not take at once.</summary>
        public const string SettlementFailures = "ponos.settlement.failures";

        /// <summary>A counter: publishes that failed, by job and error: refused by the contract or the broker, or not confirmed.</summary>
        public const string PublishFailures = "ponos.publish.failures";

        /// <summary>A gauge: jobs that run in this process, by queue.</summary>
        public const string RunningJobs = "ponos.jobs.running";

        /// <summary>
        /// A gauge: jobs that are ready in a queue, its dead and invalid queues included. Measured where
        /// <see cref="PonosOptions.QueueMetricsInterval"/> says so.
        /// </summary>
        public const string QueueDepth = "ponos.queue.depth";

        /// <summary>A gauge in seconds: how long the oldest job of a queue waits, as far as can be told. Measured with the depth.</summary>
        public const string QueueAge = "ponos.queue.age";

        /// <summary>A counter: jobs that left an outbox for the broker.</summary>
        public const string OutboxSent = "ponos.outbox.sent";

        /// <summary>A counter: jobs that were parked in an outbox.</summary>
        public const string OutboxParked = "ponos.outbox.parked";

        /// <summary>A gauge: the parked jobs in an outbox.</summary>
        public const string OutboxParkedJobs = "ponos.outbox.parked.jobs";

        /// <summary>A gauge in seconds: how long the oldest job in an outbox has waited, at the relay's last look.</summary>
        public const string OutboxAge = "ponos.outbox.age";
    }

    /// <summary>The names of tags on activities and measurements.</summary>
    public static class Tags
    {
        /// <summary>Always <c>rabbitmq</c>, whatever the transport.</summary>
        public const string System = "messaging.system";

        /// <summary><c>send</c> or <c>process</c>.</summary>
        public const string OperationName = "messaging.operation.name";

        /// <summary>The kind of the operation in OpenTelemetry's conventions.</summary>
        public const string OperationType = "messaging.operation.type";

        /// <summary>The queue that a job was sent to or came from, or the event's exchange.</summary>
        public const string Destination = "messaging.destination.name";

        /// <summary>The job's name.</summary>
        public const string JobName = "ponos.job.name";

        /// <summary><c>task</c> or <c>event</c>.</summary>
        public const string JobKind = "ponos.job.kind";

        /// <summary>What became of a delivery: a member of <see cref="JobOutcome"/>.</summary>
        public const string Outcome = "ponos.outcome";

        /// <summary>The job's message id; on activities.</summary>
        public const string MessageId = "messaging.message.id";

        /// <summary>The job's tid, which all jobs have that follow from one; on activities.</summary>
        public const string Tid = "messaging.message.conversation_id";

        /// <summary>The attempt that ended the processing of a delivery; on its activity.</summary>
        public const string Attempt = "ponos.attempt";

        /// <summary>The type of the error that a publish or an attempt failed with, or the outcome where there is none.</summary>
        public const string ErrorType = "error.type";

        /// <summary>The service whose outbox it is.</summary>
        public const string Service = "ponos.service";
    }
}
