'use strict'

// Publishes as a node application does: node publish.js SERVICE
// Prints a line for each job that it published. Ponos puts the tid that it makes up into the job itself.
const RabbitMQ = require('ponos/lib/rabbitmq')

const publisher = new RabbitMQ({
  name: process.argv[2],
  tasks: ['docker.images.cleanup'],
  events: ['time.one-day.passed']
})

const tick = { day: '2026-11-23' }
const cleanUp = { dock: 'us-1', tid: 'tid-of-node' }

publisher.connect()
  .then(() => publisher.publishEvent('time.one-day.passed', tick))
  .then(() => publisher.publishTask('docker.images.cleanup', cleanUp))
  .then(() => publisher.disconnect())
  .then(() => {
    console.log('published ' + JSON.stringify(tick))
    console.log('published ' + JSON.stringify(cleanUp))
  })
