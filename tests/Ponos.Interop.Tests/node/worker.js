'use strict'

// A worker server as a node application writes it: node worker.js NAME SERVICE
// NAME is its own; for each event it publishes a task to SERVICE. It prints a line for each job that it was given.
const getNamespace = require('continuation-local-storage').getNamespace
const Ponos = require('ponos')
const RabbitMQ = require('ponos/lib/rabbitmq')

const name = process.argv[2]
const other = new RabbitMQ({ name: process.argv[3], tasks: ['docker.images.cleanup'], events: [] })

function tell (job, meta) {
  console.log('handled ' + JSON.stringify({
    worker: getNamespace('ponos').get('currentWorkerName'),
    tid: getNamespace('ponos').get('tid'),
    job: job,
    appId: meta.appId,
    contentType: meta.contentType,
    publisher: meta.headers.publisherWorkerName
  }))
}

function onCleaned (job, meta) {
  tell(job, meta)
  return other.publishTask('docker.images.cleanup', { dock: 'again-' + job.dock })
}

function report (job, meta) {
  tell(job, meta)
  return Promise.resolve()
}

const server = new Ponos.Server({
  name: name,
  rabbitmq: { tasks: ['docker.images.report'], events: ['docker.images.cleaned'] },
  tasks: { 'docker.images.report': report },
  events: { 'docker.images.cleaned': onCleaned }
})

other.connect()
  .then(() => server.start())
  .then(() => console.log('started'))
